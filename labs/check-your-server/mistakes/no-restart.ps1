# fails: hand-over-pci-express : the firmware should hand PCI Express to Windows
# The setting is stored, but the host was not restarted.
Set-LabFirmware -Name pcieNativeControl -Value os
