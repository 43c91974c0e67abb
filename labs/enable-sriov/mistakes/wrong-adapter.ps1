# fails: make-the-switch : the other adapter has no virtual functions
Remove-VMSwitch -Name IOV -Force
New-VMSwitch -Name IOV -NetAdapterName NIC2 -EnableIov $true -AllowManagementOS $false
Connect-VMNetworkAdapter -VMName VM01 -SwitchName IOV
Set-VMNetworkAdapter -VMName VM01 -IovWeight 100
