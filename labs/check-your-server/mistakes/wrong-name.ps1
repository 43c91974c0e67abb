# fails: close-the-weakness : the root ports should deliver errors another way
# A misspelt value name changes nothing.
Set-LabFirmware -Name pcieNativeControl -Value os
New-ItemProperty -Path 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Virtualization' -Name IOVOverride -PropertyType DWord -Value 1
Restart-Computer
