# The first two steps run unchanged on a real host with Pester 5. The last one asks the simulator for packets.

Describe 'make-the-switch' {
    It 'there is one switch called IOV, on the adapter with SR-IOV' {
        $switch = @(Get-VMSwitch -Name IOV)
        $switch.Count | Should -Be 1 -Because 'the virtual machines expect a switch of this name'
        $switch[0].NetAdapterInterfaceDescription | Should -BeLike '*X520*' -Because 'the other adapter has no virtual functions'
    }
    It 'it was made for SR-IOV' {
        (Get-VMSwitch -Name IOV).IovEnabled | Should -BeTrue -Because 'SR-IOV is chosen when a switch is made'
    }
    It 'VM01 is connected to it' {
        (Get-VMNetworkAdapter -VMName VM01).SwitchName | Should -Be 'IOV' -Because 'VM01 needs its network'
    }
}

Describe 'ask-for-a-function' {
    It 'the adapter of VM01 asks for a virtual function' {
        (Get-VMNetworkAdapter -VMName VM01).IovWeight | Should -BeGreaterThan 0 -Because 'a weight of 0 means no SR-IOV'
    }
    It 'it has one, and its data takes it' {
        (Get-VMNetworkAdapter -VMName VM01).VFDataPathActive | Should -BeTrue -Because 'the guest should have switched its data path'
    }
}

Describe 'prove-it' -Tag Simulator {
    It 'packets between CLIENT and VM01 went through the virtual function' {
        $traffic = Get-LabTraffic | Where-Object { ($_.From, $_.To) -contains 'VM01' -and $_.Received -gt 0 } | Select-Object -Last 1
        $traffic | Should -Not -BeNullOrEmpty -Because 'there should be traffic from or to VM01'
        $traffic.VFShare | Should -BeGreaterThan 0.9 -Because 'data should take the virtual function, not VMBus'
    }
}
