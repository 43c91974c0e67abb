Remove-VMSwitch -Name IOV -Force
New-VMSwitch -Name IOV -NetAdapterName 'SLOT 2 Port 1' -EnableIov $true -AllowManagementOS $false
Connect-VMNetworkAdapter -VMName VM01 -SwitchName IOV
Set-VMNetworkAdapter -VMName VM01 -IovWeight 100
Start-Sleep -Seconds 5
Start-LabTraffic -From CLIENT -To VM01
Start-Sleep -Seconds 10
