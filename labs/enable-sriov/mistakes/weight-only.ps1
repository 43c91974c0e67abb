# fails: make-the-switch : SR-IOV is chosen when a switch is made
# The adapter asks, but its switch has nothing to give.
Set-VMNetworkAdapter -VMName VM01 -IovWeight 100
