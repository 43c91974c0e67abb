# The page's cure for trusted workloads: PCI Express by a firmware setting, the weakness accepted in the registry.
Set-LabFirmware -Name pcieNativeControl -Value os
New-ItemProperty -Path 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization' -Name IOVEnableOverride -PropertyType DWord -Value 1
Restart-Computer
