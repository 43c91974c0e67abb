# VM01 starts with a virtual function that carries its data.
Set-VMNetworkAdapter -VMName VM01 -IovWeight 100
Start-Sleep -Seconds 5
