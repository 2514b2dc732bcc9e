using System.Net.Sockets;
using Fairlead.Images.Plan;

namespace Fairlead.Images.Raw;

/// <summary>What lies in a build context: found by the runtime, or by its bytes where the runtime can not name it.</summary>
/// <param name="Source">Where it lies.</param>
public abstract record ContextEntry(string Source)
{
    public string Name => Path.GetFileName(Source);

    /// <summary>A link to a folder is none.</summary>
    public abstract bool IsFolder { get; }

    public abstract bool IsSocket { get; }

    /// <summary>As <see cref="ContextFile"/> says it.</summary>
    public abstract string Kind { get; }

    /// <summary>A file with bytes in it.</summary>
    public abstract bool HasContent { get; }

    /// <summary>The folder of a context.</summary>
    public static ContextEntry Folder(string path) => new NamedEntry(new DirectoryInfo(path));

    /// <summary>What lies in a folder.</summary>
    public abstract IEnumerable<ContextEntry> Entries();

    /// <summary>Somebody else's lock does not matter, as it does not to the builder's own client: the project file says so.</summary>
    internal static FileStream Open(string source) => RawName.IsRaw(source) ? RawFiles.Open(source)
        : new FileStream(source, new FileStreamOptions { Options = FileOptions.SequentialScan | FileOptions.Asynchronous });

    /// <summary>The file that a path means, through links.</summary>
    internal static ContextEntry Behind(string path)
    {
        const int MostLinks = 40;
        var file = new FileInfo(path);
        if (file.LinkTarget is null || file.ResolveLinkTarget(returnFinalTarget: true) is not { } means)
        {
            return new NamedEntry(file);
        }

        if (!RawFiles.Supported || !RawName.HasSign(means.FullName))
        {
            return new NamedEntry(means);
        }

        for (var links = 0; links < MostLinks && RawFiles.Status(path).Kind == RawKind.Link; links++)
        {
            path = Path.GetFullPath(RawFiles.Target(path), Path.GetDirectoryName(path)!);
        }

        return new RawEntry(path);
    }
}

/// <summary>As the runtime found it.</summary>
internal sealed record NamedEntry(FileSystemInfo File) : ContextEntry(File.FullName)
{
    public override bool IsFolder => File is DirectoryInfo { LinkTarget: null };

    public override bool HasContent => File is FileInfo { LinkTarget: null, Length: > 0 };

    public override string Kind => File switch
    {
        { LinkTarget: { } target } => $"link {(RawName.HasSign(target) ? TrueTarget() : target)}",
        DirectoryInfo => $"folder {Mode}",
        _ => Mode,
    };

    public override bool IsSocket
    {
        get
        {
            if (OperatingSystem.IsWindows() || File is not FileInfo { Length: 0, LinkTarget: null })
            {
                return false;
            }

            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
            try
            {
                probe.Connect(new UnixDomainSocketEndPoint(File.FullName));
                return true;
            }
            catch (Exception e) when (e is SocketException or ArgumentException)
            {
                return false;
            }
        }
    }

    private string Mode => OperatingSystem.IsWindows() ? "0" : $"{(int)File.UnixFileMode}";

    // Where a sign stands for bytes, the folder is read once more, by bytes.
    public override IEnumerable<ContextEntry> Entries()
    {
        var named = new DirectoryInfo(File.FullName).EnumerateFileSystemInfos().ToList();
        return !RawFiles.Supported || !named.Exists(f => RawName.HasSign(f.Name))
            ? named.Select(f => new NamedEntry(f))
            : [
                .. named.Where(f => !RawName.HasSign(f.Name)).Select(f => new NamedEntry(f)),
                .. RawFiles.List(Source).Where(n => RawName.HasSign(RawName.Shown(n))).Select(n => new RawEntry(Path.Combine(Source, n))),
            ];
    }

    private string TrueTarget() => RawFiles.Supported ? RawFiles.Target(Source)
        : throw new IOException($"{Source}: what this link says is not UTF-8; exclude it in .dockerignore");
}

/// <summary>Found by its bytes.</summary>
internal sealed record RawEntry(string Source) : ContextEntry(Source)
{
    private RawStatus? status;

    public override bool IsFolder => Status.Kind == RawKind.Folder;

    public override bool IsSocket => Status.Kind == RawKind.Socket;

    public override bool HasContent => Status is { Kind: RawKind.File, Size: > 0 };

    public override string Kind => Status.Kind switch
    {
        RawKind.Link => $"link {RawFiles.Target(Source)}",
        RawKind.Folder => $"folder {Status.Mode}",
        RawKind.File or RawKind.Pipe => $"{Status.Mode}",
        _ => throw new IOException($"{RawName.Shown(Source)}: this is a device; exclude it in .dockerignore"),
    };

    private RawStatus Status => status ??= RawFiles.Status(Source);

    public override IEnumerable<ContextEntry> Entries() => RawFiles.List(Source).Select(name => new RawEntry(Path.Combine(Source, name)));
}
