# fails: nothing-broke : there is nothing to read before both moves
# A virtual machine that is turned off and moved is no live migration.
Start-LabTraffic -From CLIENT -To VM01
Start-LabTraffic -From CLIENT -To VM01 -Kind Tcp
Start-Sleep -Seconds 5
Stop-VM -Name VM01 -TurnOff
Move-VM -Name VM01 -DestinationHost HV02
Move-VM -ComputerName HV02 -Name VM01 -DestinationHost HV01
Start-VM -Name VM01
Start-Sleep -Seconds 60
