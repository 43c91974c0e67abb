# Why is IovSupport False on HV02? These checks look at what the host says, not at how it was repaired.
# They use only cmdlets of Windows, so they run unchanged on a real host with Pester 5.

Describe 'hand-over-pci-express' {
    It 'the reason about control of PCI Express is gone' {
        $reasons = @((Get-VMSwitch -Name IOV).IovSupportReasons)
        @($reasons -like '*allow Windows to control PCI Express*').Count |
            Should -Be 0 -Because 'the firmware should hand PCI Express to Windows'
    }
}

Describe 'close-the-weakness' {
    It 'the reason about the I/O remapping hardware is gone' {
        $reasons = @((Get-VMSwitch -Name IOV).IovSupportReasons)
        @($reasons -like '*security vulnerability in the system I/O remapping hardware*').Count |
            Should -Be 0 -Because 'the root ports should deliver errors another way, or you accept the risk in the registry'
    }
}

Describe 'sriov-works' {
    It 'the switch reports that SR-IOV is supported' {
        (Get-VMSwitch -Name IOV).IovSupport | Should -BeTrue -Because 'no reason against it should be left'
    }
    It 'the host reports that SR-IOV is supported' {
        (Get-VMHost).IovSupport | Should -BeTrue -Because 'no reason against it should be left'
    }
}
