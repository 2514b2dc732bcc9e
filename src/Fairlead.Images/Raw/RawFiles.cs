using System.Runtime.InteropServices;
using Fairlead.Images.Plan;
using Microsoft.Win32.SafeHandles;

namespace Fairlead.Images.Raw;

/// <summary>
/// Files whose names are bytes that are no UTF-8 (<see cref="RawName"/>): the runtime does not find them, the C library does. What fails is
/// an error with the file's name.
/// </summary>
internal static partial class RawFiles
{
    private const int AccessDenied = 13;
    private const int WriteNewAndClose = 0x1 | 0x40 | 0x80 | Close;
    private const int Close = 0x80000;
    private const int ReadableByAll = 0x1B6;
    private const int AllOfFolder = 0x1FF;
    private const int AtWorkingFolder = -100;
    private const int NotFollowed = 0x100;
    private const int BasicFields = 0x7FF;
    private const int NameInEntry = 19;
    private const int LongestTarget = 4096;

    /// <summary>Other systems' file systems have no such names (APFS, NTFS), and what follows is laid out in this way on 64 bits.</summary>
    public static bool Supported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>The names in a folder.</summary>
    public static unsafe IReadOnlyList<string> List(string folder)
    {
        var stream = OpenFolder(Terminated(folder));
        if (stream == 0)
        {
            throw Failed(folder);
        }

        try
        {
            var names = new List<string>();
            nint entry;
            while ((entry = ReadFolder(stream)) != 0)
            {
                var name = RawName.Parse(MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)entry + NameInEntry));
                if (name is not ("." or ".."))
                {
                    names.Add(name);
                }
            }

            // The end of a folder and a failure look alike but for this.
            return Marshal.GetLastPInvokeError() == 0 ? names : throw Failed(folder);
        }
        finally
        {
            _ = CloseFolder(stream);
        }
    }

    /// <summary>Of the file itself, where it is a link.</summary>
    public static RawStatus Status(string path)
    {
        Span<byte> fields = stackalloc byte[256];
        return GetStatus(AtWorkingFolder, Terminated(path), NotFollowed, BasicFields, fields) == 0
            ? new RawStatus(
                (RawKind)(MemoryMarshal.Read<ushort>(fields[28..]) & 0xF000),
                MemoryMarshal.Read<ushort>(fields[28..]) & 0xFFF,
                MemoryMarshal.Read<long>(fields[40..]),
                MemoryMarshal.Read<long>(fields[112..]))
            : throw Failed(path);
    }

    /// <summary>What a link says.</summary>
    public static string Target(string link)
    {
        Span<byte> target = stackalloc byte[LongestTarget];
        var length = ReadLink(Terminated(link), target, target.Length);
        return length >= 0 ? RawName.Parse(target[..(int)length]) : throw Failed(link);
    }

    public static FileStream Open(string path) => new(Opened(path, Close, 0), FileAccess.Read);

    /// <summary>A new file.</summary>
    public static FileStream Create(string path) => new(Opened(path, WriteNewAndClose, ReadableByAll), FileAccess.Write);

    public static void CreateLink(string path, string target)
    {
        if (MakeLink(Terminated(target), Terminated(path)) != 0)
        {
            throw Failed(path);
        }
    }

    /// <summary>With those that it lies in; one that is there already is well.</summary>
    public static void CreateFolder(string path)
    {
        if (!RawName.IsRaw(path))
        {
            Directory.CreateDirectory(path);
            return;
        }

        CreateFolder(Path.GetDirectoryName(path)!);
        if (MakeFolder(Terminated(path), AllOfFolder) == 0)
        {
            return;
        }

        var failed = Failed(path);
        if (Status(path).Kind != RawKind.Folder)
        {
            throw failed;
        }
    }

    /// <summary>With all that is in it.</summary>
    public static void Delete(string folder)
    {
        foreach (var path in List(folder).Select(name => Path.Combine(folder, name)))
        {
            if (Status(path).Kind == RawKind.Folder)
            {
                Delete(path);
            }
            else
            {
                Remove(path);
            }
        }

        Remove(folder);
    }

    private static void Remove(string path)
    {
        if (RemoveAny(Terminated(path)) != 0)
        {
            throw Failed(path);
        }
    }

    private static SafeFileHandle Opened(string path, int flags, uint mode)
    {
        var file = OpenFile(Terminated(path), flags, mode);
        return file >= 0 ? new SafeFileHandle(file, ownsHandle: true) : throw Failed(path);
    }

    private static Exception Failed(string path)
    {
        var error = Marshal.GetLastPInvokeError();
        var said = $"{RawName.Shown(path)}: {Marshal.GetPInvokeErrorMessage(error)}";
        return error == AccessDenied ? new UnauthorizedAccessException(said) : new IOException(said);
    }

    private static byte[] Terminated(string path) => [.. RawName.Bytes(path), 0];

    [LibraryImport("libc", EntryPoint = "opendir", SetLastError = true)]
    private static partial nint OpenFolder(byte[] path);

    [LibraryImport("libc", EntryPoint = "readdir", SetLastError = true)]
    private static partial nint ReadFolder(nint folder);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int CloseFolder(nint folder);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int GetStatus(int folder, byte[] path, int flags, uint wanted, Span<byte> fields);

    [LibraryImport("libc", EntryPoint = "readlink", SetLastError = true)]
    private static partial nint ReadLink(byte[] path, Span<byte> target, nint length);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int OpenFile(byte[] path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "symlink", SetLastError = true)]
    private static partial int MakeLink(byte[] target, byte[] path);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true)]
    private static partial int MakeFolder(byte[] path, uint mode);

    [LibraryImport("libc", EntryPoint = "remove", SetLastError = true)]
    private static partial int RemoveAny(byte[] path);
}

/// <param name="Kind">What it is.</param>
/// <param name="Mode">All bits of its mode.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Modified">When, in seconds of Unix time.</param>
internal sealed record RawStatus(RawKind Kind, int Mode, long Size, long Modified);

/// <summary>By the bits that the kernel says it with.</summary>
internal enum RawKind
{
    Pipe = 0x1000,
    Folder = 0x4000,
    File = 0x8000,
    Link = 0xA000,
    Socket = 0xC000,
}
