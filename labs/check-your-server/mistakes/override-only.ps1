# fails: hand-over-pci-express : the firmware should hand PCI Express to Windows
# The registry value cures only the weakness of the chipset, not what the firmware keeps for itself.
New-ItemProperty -Path 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization' -Name IOVEnableOverride -PropertyType DWord -Value 1
Restart-Service vmms
