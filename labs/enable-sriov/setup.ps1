# Somebody made the switch without SR-IOV. The reader finds it like this.
Disconnect-VMNetworkAdapter -VMName VM01
Remove-VMSwitch -Name IOV -Force
New-VMSwitch -Name IOV -NetAdapterName 'SLOT 2 Port 1' -AllowManagementOS $false | Out-Null
Connect-VMNetworkAdapter -VMName VM01 -SwitchName IOV
