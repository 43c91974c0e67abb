# What only a simulator can know (each packet's fate) comes from Get-LabTraffic and Get-LabTrace; the rest is Windows' own.

Describe 'start-traffic' -Tag Simulator {
    It 'CLIENT pings VM01' {
        @(Get-LabTraffic | Where-Object { $_.Kind -eq 'Ping' -and $_.To -eq 'VM01' -and $_.Received -gt 0 }).Count |
            Should -BeGreaterThan 0 -Because 'without packets nobody sees what a move costs'
    }
    It 'a TCP stream runs between CLIENT and VM01' {
        @(Get-LabTraffic | Where-Object { $_.Kind -eq 'Tcp' -and ($_.From, $_.To) -contains 'VM01' -and $_.Received -gt 0 }).Count |
            Should -BeGreaterThan 0 -Because 'a connection has to live through the move'
    }
}

Describe 'move-away' -Tag Simulator {
    It 'VM01 has been moved to HV02 while it ran' {
        @(Get-LabTrace -Kind Migration | Where-Object { $_.Target -eq 'HV02' -and $_.Text -like '*completed*' }).Count |
            Should -BeGreaterThan 0 -Because 'the first move goes to the host without SR-IOV'
    }
}

Describe 'move-back' {
    It 'VM01 runs on HV01' {
        @(Get-VM -Name VM0* | Where-Object { $_.Name -eq 'VM01' -and $_.State -eq 'Running' }).Count |
            Should -Be 1 -Because 'it should be back home'
        @(Get-LabTrace -Kind Migration | Where-Object { $_.Target -eq 'HV01' -and $_.Text -like '*completed*' }).Count |
            Should -BeGreaterThan 0 -Because 'the second move brings it back'
    }
    It 'its data takes a virtual function again' {
        (Get-VMNetworkAdapter -VMName VM0*).VFDataPathActive | Should -BeTrue -Because 'HV01 can give it a virtual function'
    }
}

Describe 'nothing-broke' -Tag Simulator {
    BeforeAll {
        $moves = @(Get-LabTrace -Kind Migration | Where-Object Text -like '*completed*')
    }
    It 'pings were lost only in a blackout' {
        $moves.Count | Should -BeGreaterOrEqual 2 -Because 'there is nothing to read before both moves'
        $pings = @(Get-LabTraffic | Where-Object Kind -eq 'Ping')
        ($pings | Measure-Object LostOtherwise -Sum).Sum | Should -Be 0 -Because 'a planned change of path loses nothing'
    }
    It 'the TCP stream has every byte in place' {
        $moves.Count | Should -BeGreaterOrEqual 2 -Because 'there is nothing to read before both moves'
        $streams = @(Get-LabTraffic | Where-Object Kind -eq 'Tcp')
        $streams.Count | Should -BeGreaterThan 0 -Because 'a stream should have run through both moves'
        @($streams | Where-Object { -not $_.Intact }).Count | Should -Be 0 -Because 'the connection moved with the guest'
    }
}
