# The same, with objects instead of names, and traffic from the virtual machine.
$uplink = (Get-VMSwitch -Name IOV).NetAdapterInterfaceDescription
Get-VMSwitch -Name IOV | Remove-VMSwitch -Force
New-VMSwitch -Name IOV -NetAdapterInterfaceDescription $uplink -EnableIov $true -AllowManagementOS $false | Out-Null
Get-VM -Name VM01 | Get-VMNetworkAdapter | Connect-VMNetworkAdapter -SwitchName IOV
Get-VM -Name VM01 | Get-VMNetworkAdapter | Set-VMNetworkAdapter -IovWeight 50
Start-Sleep -Seconds 5
Start-LabTraffic -From VM01 -To CLIENT -Kind Tcp
Start-Sleep -Seconds 10
