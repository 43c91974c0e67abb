# fails: start-traffic : a connection has to live through the move
Start-LabTraffic -From CLIENT -To VM01
Start-Sleep -Seconds 5
Move-VM -Name VM01 -DestinationHost HV02
Start-Sleep -Seconds 5
Move-VM -ComputerName HV02 -Name VM01 -DestinationHost HV01
Start-Sleep -Seconds 10
