/*
 * The types the parser itself must know: members of a class, catch blocks and data sections name types while parsing.
 * A session gives the parser a resolver of its own, which knows its classes and all types of the simulation too.
 * seen: type accelerators of Windows PowerShell 5.1; names of .NET Framework 4.6.2
 */

/** Finds types by name while parsing. */
export interface TypeResolver {
  /**
   * The full .NET name of a type, undefined where there is none. `arity`: number of generic arguments.
   * `isAttribute`: the name may lack its ending `Attribute`.
   */
  resolve(name: string, arity: number, isAttribute: boolean): string | undefined;
  /** The full name of a type's base class; undefined for the root and for types of which only the name is known. */
  baseOf(fullName: string): string | undefined;
}

const accelerators =
  'Alias=System.Management.Automation.AliasAttribute AllowEmptyCollection=System.Management.Automation.AllowEmptyCollectionAttribute AllowEmptyString=System.Management.Automation.AllowEmptyStringAttribute AllowNull=System.Management.Automation.AllowNullAttribute ArgumentCompleter=System.Management.Automation.ArgumentCompleterAttribute array=System.Array bool=System.Boolean byte=System.Byte char=System.Char CmdletBinding=System.Management.Automation.CmdletBindingAttribute datetime=System.DateTime decimal=System.Decimal double=System.Double DscResource=System.Management.Automation.DscResourceAttribute float=System.Single single=System.Single guid=System.Guid hashtable=System.Collections.Hashtable int=System.Int32 int32=System.Int32 int16=System.Int16 long=System.Int64 int64=System.Int64 ciminstance=Microsoft.Management.Infrastructure.CimInstance cimclass=Microsoft.Management.Infrastructure.CimClass cimtype=Microsoft.Management.Infrastructure.CimType cimconverter=Microsoft.Management.Infrastructure.CimConverter IPEndpoint=System.Net.IPEndPoint NullString=System.Management.Automation.Language.NullString OutputType=System.Management.Automation.OutputTypeAttribute Parameter=System.Management.Automation.ParameterAttribute PhysicalAddress=System.Net.NetworkInformation.PhysicalAddress pscredential=System.Management.Automation.PSCredential PSDefaultValue=System.Management.Automation.PSDefaultValueAttribute pslistmodifier=System.Management.Automation.PSListModifier psobject=System.Management.Automation.PSObject pscustomobject=System.Management.Automation.PSObject psprimitivedictionary=System.Management.Automation.PSPrimitiveDictionary ref=System.Management.Automation.PSReference PSTypeNameAttribute=System.Management.Automation.PSTypeNameAttribute regex=System.Text.RegularExpressions.Regex DscProperty=System.Management.Automation.DscPropertyAttribute sbyte=System.SByte string=System.String SupportsWildcards=System.Management.Automation.SupportsWildcardsAttribute switch=System.Management.Automation.SwitchParameter cultureinfo=System.Globalization.CultureInfo bigint=System.Numerics.BigInteger securestring=System.Security.SecureString timespan=System.TimeSpan uint16=System.UInt16 uint32=System.UInt32 uint64=System.UInt64 uri=System.Uri ValidateCount=System.Management.Automation.ValidateCountAttribute ValidateDrive=System.Management.Automation.ValidateDriveAttribute ValidateLength=System.Management.Automation.ValidateLengthAttribute ValidateNotNull=System.Management.Automation.ValidateNotNullAttribute ValidateNotNullOrEmpty=System.Management.Automation.ValidateNotNullOrEmptyAttribute ValidatePattern=System.Management.Automation.ValidatePatternAttribute ValidateRange=System.Management.Automation.ValidateRangeAttribute ValidateScript=System.Management.Automation.ValidateScriptAttribute ValidateSet=System.Management.Automation.ValidateSetAttribute ValidateTrustedData=System.Management.Automation.ValidateTrustedDataAttribute ValidateUserDrive=System.Management.Automation.ValidateUserDriveAttribute version=System.Version void=System.Void ipaddress=System.Net.IPAddress DscLocalConfigurationManager=System.Management.Automation.DscLocalConfigurationManagerAttribute WildcardPattern=System.Management.Automation.WildcardPattern X509Certificate=System.Security.Cryptography.X509Certificates.X509Certificate X500DistinguishedName=System.Security.Cryptography.X509Certificates.X500DistinguishedName xml=System.Xml.XmlDocument CimSession=Microsoft.Management.Infrastructure.CimSession adsi=System.DirectoryServices.DirectoryEntry adsisearcher=System.DirectoryServices.DirectorySearcher wmiclass=System.Management.ManagementClass wmi=System.Management.ManagementObject wmisearcher=System.Management.ManagementObjectSearcher mailaddress=System.Net.Mail.MailAddress scriptblock=System.Management.Automation.ScriptBlock psvariable=System.Management.Automation.PSVariable type=System.Type psmoduleinfo=System.Management.Automation.PSModuleInfo powershell=System.Management.Automation.PowerShell runspacefactory=System.Management.Automation.Runspaces.RunspaceFactory runspace=System.Management.Automation.Runspaces.Runspace initialsessionstate=System.Management.Automation.Runspaces.InitialSessionState psscriptmethod=System.Management.Automation.PSScriptMethod psscriptproperty=System.Management.Automation.PSScriptProperty psnoteproperty=System.Management.Automation.PSNoteProperty psaliasproperty=System.Management.Automation.PSAliasProperty psvariableproperty=System.Management.Automation.PSVariableProperty';

/** Names by namespace; `name:base` where the base is not Object, a number behind a backtick is the arity. */
const namespaces: Record<string, string> = {
  System:
    'Object Action Action`1 Action`2 Activator AggregateException:Exception AppDomain ApplicationException:Exception ArgumentException:SystemException ArgumentNullException:ArgumentException ArgumentOutOfRangeException:ArgumentException ArithmeticException:SystemException Array Attribute BitConverter Boolean Buffer Byte Char Console ConsoleColor ConsoleKey ConsoleKeyInfo Convert DateTime DateTimeKind DateTimeOffset DayOfWeek DBNull Decimal Delegate DivideByZeroException:ArithmeticException Double Enum Environment EnvironmentVariableTarget EventArgs Exception FlagsAttribute FormatException:SystemException Func`1 Func`2 Func`3 GC Guid IComparable IComparable`1 ICloneable IConvertible IDisposable IEquatable`1 IFormattable IFormatProvider IndexOutOfRangeException:SystemException Int16 Int32 Int64 IntPtr InvalidCastException:SystemException InvalidOperationException:SystemException Lazy`1 Math MidpointRounding NotImplementedException:SystemException NotSupportedException:SystemException Nullable`1 NullReferenceException:SystemException ObsoleteAttribute OperationCanceledException:SystemException OutOfMemoryException:SystemException OverflowException:ArithmeticException PlatformNotSupportedException:NotSupportedException Predicate`1 Random SByte SerializableAttribute Single StackOverflowException:SystemException String StringComparer StringComparison StringSplitOptions SystemException:Exception TimeoutException:SystemException TimeSpan TimeZoneInfo Tuple Tuple`1 Tuple`2 Tuple`3 Type TypeCode UInt16 UInt32 UInt64 UnauthorizedAccessException:SystemException Uri UriBuilder UriFormatException:FormatException UriKind ValueType Version Void',
  'System.Collections':
    'ArrayList BitArray DictionaryEntry Hashtable ICollection IComparer IDictionary IEnumerable IEnumerator IList Queue SortedList Stack',
  'System.Collections.Concurrent': 'ConcurrentBag`1 ConcurrentDictionary`2 ConcurrentQueue`1 ConcurrentStack`1',
  'System.Collections.Generic':
    'Dictionary`2 HashSet`1 ICollection`1 IComparer`1 IDictionary`2 IEnumerable`1 IEnumerator`1 IEqualityComparer`1 IList`1 IReadOnlyList`1 ISet`1 KeyNotFoundException:SystemException KeyValuePair`2 LinkedList`1 LinkedListNode`1 List`1 Queue`1 SortedDictionary`2 SortedList`2 SortedSet`1 Stack`1',
  'System.Collections.ObjectModel': 'Collection`1 ObservableCollection`1 ReadOnlyCollection`1 ReadOnlyDictionary`2',
  'System.Collections.Specialized':
    'HybridDictionary ListDictionary NameValueCollection OrderedDictionary StringCollection StringDictionary',
  'System.ComponentModel':
    'DescriptionAttribute INotifyPropertyChanged Win32Exception:System.Runtime.InteropServices.ExternalException',
  'System.Data': 'DataColumn DataRow DataSet DataTable',
  'System.Diagnostics':
    'Debug EventLog EventLogEntryType FileVersionInfo Process ProcessPriorityClass ProcessStartInfo Stopwatch Trace',
  'System.Globalization':
    'Calendar CultureInfo DateTimeFormatInfo DateTimeStyles NumberFormatInfo NumberStyles TextInfo UnicodeCategory',
  'System.IO':
    'BinaryReader BinaryWriter Directory DirectoryInfo DirectoryNotFoundException:IOException DriveInfo DriveNotFoundException:IOException EndOfStreamException:IOException File FileAccess FileAttributes FileInfo FileLoadException:IOException FileMode FileNotFoundException:IOException FileShare FileStream FileSystemInfo FileSystemWatcher InvalidDataException:SystemException IOException:SystemException MemoryStream Path PathTooLongException:IOException SearchOption SeekOrigin Stream StreamReader StreamWriter StringReader StringWriter TextReader TextWriter',
  'System.Linq': 'Enumerable',
  'System.Management.Automation':
    'PSCredentialTypes PSCredentialUIOptions ActionPreference ActionPreferenceStopException:RuntimeException ArgumentTransformationAttribute BreakException:FlowControlException Cmdlet CommandInfo CommandNotFoundException:RuntimeException CommandTypes ConfirmImpact ContinueException:FlowControlException DriveNotFoundException:SessionStateException ErrorCategory ErrorRecord ExtendedTypeSystemException:RuntimeException FlowControlException:SystemException FunctionInfo HiddenAttribute InvocationInfo ItemNotFoundException:SessionStateException MetadataException:RuntimeException MethodException:ExtendedTypeSystemException MethodInvocationException:MethodException ParameterBindingException:RuntimeException ParentContainsErrorRecordException:SystemException ParseException:RuntimeException PathInfo PipelineStoppedException:RuntimeException PropertyNotFoundException:ExtendedTypeSystemException ProviderNotFoundException:SessionStateException PSArgumentException:ArgumentException PSArgumentNullException:ArgumentNullException PSArgumentOutOfRangeException:ArgumentOutOfRangeException PSCmdlet PSInvalidCastException:InvalidCastException PSInvalidOperationException:InvalidOperationException PSMemberInfo PSMemberTypes PSMethod PSNotSupportedException:NotSupportedException PSPropertyInfo PSSerializer RemoteException:RuntimeException RuntimeException:SystemException ScriptCallDepthException:SystemException ScriptRequiresException:RuntimeException SessionState SessionStateException:RuntimeException SessionStateUnauthorizedAccessException:SessionStateException ValidateArgumentsAttribute ValidateEnumeratedArgumentsAttribute ValidationMetadataException:MetadataException WarningRecord WildcardOptions WildcardPatternException:RuntimeException',
  'System.Management.Automation.Host': 'ChoiceDescription PSHost PSHostUserInterface',
  'System.Net':
    'CookieContainer Dns HttpStatusCode HttpWebRequest IPAddress IPEndPoint IPHostEntry NetworkCredential SecurityProtocolType ServicePointManager WebClient WebException:InvalidOperationException WebRequest WebResponse',
  'System.Net.NetworkInformation':
    'IPStatus NetworkInterface PhysicalAddress Ping PingException:InvalidOperationException PingOptions PingReply',
  'System.Net.Sockets':
    'AddressFamily ProtocolType Socket SocketException:System.ComponentModel.Win32Exception SocketType TcpClient TcpListener UdpClient',
  'System.Numerics': 'BigInteger Complex',
  'System.Reflection': 'Assembly BindingFlags MethodInfo PropertyInfo',
  'System.Runtime.InteropServices': 'COMException:ExternalException ExternalException:SystemException Marshal',
  'System.Security': 'SecureString SecurityException:SystemException',
  'System.Security.Cryptography': 'HashAlgorithm MD5 RandomNumberGenerator SHA1 SHA256 SHA512',
  'System.Security.Principal': 'NTAccount SecurityIdentifier WindowsBuiltInRole WindowsIdentity WindowsPrincipal',
  'System.ServiceProcess': 'ServiceController ServiceControllerStatus ServiceStartMode',
  'System.Text':
    'ASCIIEncoding Encoder Encoding NormalizationForm StringBuilder UnicodeEncoding UTF32Encoding UTF7Encoding UTF8Encoding',
  'System.Text.RegularExpressions':
    'Capture CaptureCollection Group GroupCollection Match MatchCollection MatchEvaluator Regex RegexOptions',
  'System.Threading': 'CancellationToken Interlocked Monitor Mutex Thread ThreadState Timer',
  'System.Threading.Tasks': 'Parallel Task Task`1',
  'System.Timers': 'Timer',
  'System.Windows.Forms': 'Application Button Form Label MessageBox TextBox',
  'System.Xml':
    'XmlAttribute XmlDocument XmlElement XmlException:SystemException XmlNode XmlNodeList XmlReader XmlText XmlWriter',
  'System.Xml.Linq': 'XAttribute XDocument XElement XName',
  'Microsoft.Win32': 'Registry RegistryHive RegistryKey RegistryValueKind RegistryView',
};

class BuiltInTypes implements TypeResolver {
  private readonly names = new Map<string, string>();
  private readonly bases = new Map<string, string>();

  constructor() {
    for (const pair of accelerators.split(' ')) {
      const [short, full] = pair.split('=');
      this.names.set(short.toLowerCase(), full);
      this.names.set(full.toLowerCase(), full);
    }
    const pending: [string, string, string][] = [];
    for (const [namespace, list] of Object.entries(namespaces)) {
      for (const entry of list.split(' ')) {
        const [name, base] = entry.split(':');
        const full = `${namespace}.${name}`;
        this.names.set(full.toLowerCase(), full);
        if (base !== undefined) pending.push([full, namespace, base]);
      }
    }
    for (const [full, namespace, base] of pending) {
      const candidates = [`${namespace}.${base}`, `System.${base}`, base];
      const found = candidates.map((c) => this.names.get(c.toLowerCase())).find((c) => c !== undefined);
      if (found !== undefined) this.bases.set(full, found);
    }
  }

  resolve(name: string, arity: number, isAttribute: boolean): string | undefined {
    return this.find(name, arity) ?? (isAttribute ? this.find(`${name}Attribute`, arity) : undefined);
  }

  private find(name: string, arity: number): string | undefined {
    const key = name.toLowerCase();
    const direct = this.names.get(key) ?? this.names.get(`system.${key}`);
    if (direct !== undefined || arity === 0) return direct;
    return this.names.get(`${key}\`${arity}`) ?? this.names.get(`system.${key}\`${arity}`);
  }

  baseOf(fullName: string): string | undefined {
    return this.bases.get(fullName);
  }
}

let builtIn: BuiltInTypes | undefined;

/** The types known without a session. */
export function builtInTypes(): TypeResolver {
  builtIn ??= new BuiltInTypes();
  return builtIn;
}

/** The type accelerators (`int`, `psobject`, ...) in their own letter case. */
export function typeAcceleratorNames(): readonly string[] {
  return accelerators.split(' ').map((pair) => pair.slice(0, pair.indexOf('=')));
}

/** Full names of the types known without a session; a backtick and a number behind generic ones. */
export function builtInTypeNames(): string[] {
  return Object.entries(namespaces).flatMap(([space, list]) =>
    list.split(' ').map((entry) => `${space}.${entry.replace(/:.*$/, '')}`),
  );
}
