# The second move is asked of HV02 itself.
Start-LabTraffic -From CLIENT -To VM01 -Kind Tcp
Start-LabTraffic -From CLIENT -To VM01 -Kind Ping
Start-Sleep -Seconds 3
Get-VM -Name VM01 | Move-VM -DestinationHost HV02
Start-Sleep -Seconds 3
Invoke-Command -ComputerName HV02 -ScriptBlock { Move-VM -Name VM01 -DestinationHost HV01 }
Start-Sleep -Seconds 10
