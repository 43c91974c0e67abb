# fails: make-the-switch : VM01 needs its network
Remove-VMSwitch -Name IOV -Force
New-VMSwitch -Name IOV -NetAdapterName 'SLOT 2 Port 1' -EnableIov $true -AllowManagementOS $false
Set-VMNetworkAdapter -VMName VM01 -IovWeight 100
