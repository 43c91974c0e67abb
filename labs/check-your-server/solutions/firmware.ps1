# The manufacturer's cure: the newer firmware hands PCI Express to Windows and knows the other delivery of errors.
Set-LabFirmware -Version 2.4.2
Restart-Computer
