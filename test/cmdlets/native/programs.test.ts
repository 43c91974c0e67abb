import { describe, expect, it } from 'vitest';
import { shown } from '../management/transcript';

describe('native programs', () => {
  it('bcdedit changes the boot option and shows it', async () => {
    const lines = await shown('bcdedit /set hypervisoriommupolicy disable; bcdedit /enum "{current}"');
    expect(lines[0]).toBe('The operation completed successfully.');
    expect(lines.at(-1)).toBe('hypervisoriommupolicy   Disable');
  });

  it('reg adds what the registry drive reads', async () => {
    expect(
      await shown('reg add HKCU\\Soft /v N /t REG_DWORD /d 0x10 /f; (Get-ItemProperty HKCU:\\Soft).N; $LASTEXITCODE'),
    ).toEqual(['The operation completed successfully.', '16', '0']);
  });

  it('net stops and starts a service', async () => {
    const lines = await shown(
      'net stop vmms | Out-Null; (Get-Service vmms).Status; net start vmms; (Get-Service vmms).Status',
    );
    expect(lines[0]).toBe('Stopped');
    expect(lines.at(-1)).toBe('Running');
  });
});
