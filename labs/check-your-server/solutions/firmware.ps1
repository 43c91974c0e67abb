# The manufacturer's cure: the newer firmware knows the other delivery of errors, and PCI Express is handed to Windows.
Set-LabFirmware -Version 2.4.2
Set-LabFirmware -Name pcieNativeControl -Value os
Restart-Computer
