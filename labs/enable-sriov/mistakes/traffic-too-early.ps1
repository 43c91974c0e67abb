# fails: prove-it : data should take the virtual function, not VMBus
# The packets were sent while VM01 had no virtual function yet.
Start-LabTraffic -From CLIENT -To VM01
Start-Sleep -Seconds 10
Stop-LabTraffic
Remove-VMSwitch -Name IOV -Force
New-VMSwitch -Name IOV -NetAdapterName 'SLOT 2 Port 1' -EnableIov $true -AllowManagementOS $false
Connect-VMNetworkAdapter -VMName VM01 -SwitchName IOV
Set-VMNetworkAdapter -VMName VM01 -IovWeight 100
