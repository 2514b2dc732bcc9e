using System.Diagnostics;
using System.Text;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Images;
using Fairlead.Images.Plan;
using Fairlead.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests;

/// <summary>
/// Names of files that are no UTF-8. They are made and read by programs of the system, whose output is one char for each byte: in texts
/// here U+00E9 is the byte E9.
/// </summary>
public sealed class FieldNamesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-names-").FullName;

    public FieldNamesTests() => Sh("mkdir app to && echo 'FROM scratch' > app/Dockerfile");

    public void Dispose() => Sh("rm -rf \"$PWD\"");

    public static TheoryData<string> Trees() =>
    [
        "printf hello > $(n 'caf\\351.txt')",
        "d=$(n 'd\\351'); mkdir $d && printf x > $d/x && mkdir -p $d/$(n 'n\\377')/plain && printf y > $d/$(n 'n\\377/plain/\\200')",
        "ln -s $(n 'caf\\351.txt') plain; ln -s plain $(n 'l\\351'); ln -s \"$(n '../\\377/\\376 x')\" \"$(n 'to\\351 \\351')\"",
        "mkdir -p a/folder/that/is/deep && printf z > a/folder/that/is/deep/$(n 'a%0120d\\351.txt' 7)",
        "ln -s $(n '/far/away/%0120d\\351' 7) $(n 'l%0120d\\351' 7); ln -s $(n '\\351%0120d' 7) short",
        "printf z > $(n 'a%098d\\351' 7); printf z > $(n 'a%097d\\351' 7); printf z > $(n 'a%099d\\351' 7)",
        "for l in 511 512 513 70000; do head -c $l /dev/zero > $(n '%d\\351' $l); done; : > $(n 'empty\\351')",
        "printf 1 > $(n '\\357\\277\\275'); printf 2 > $(n '\\377'); printf 3 > $(n '\\376'); printf 4 > $(n '\\342\\202')",
        "printf x > $(n 'run\\351'); chmod 4711 $(n 'run\\351'); mkdir $(n 'p\\351'); chmod 1700 $(n 'p\\351')",
        "printf x > \"$(n 'caf\\351\\n\\t\"\\\\.txt')\"; printf y > $(n '\\303\\251\\351\\360\\237\\230\\200'); printf z > plain",
    ];

    [Theory]
    [MemberData(nameof(Trees))]
    public async Task B19_A_name_that_is_no_UTF8_arrives_byte_for_byte(string script)
    {
        Sh($"cd app && {script}");
        var context = await Read();
        (await Archive(context)).Hash.ShouldBe(context.Hash);
        Sh("tar -xpf archive -C to");
        Listed("to").ShouldBe(Listed("app"));
        (await Read()).Hash.ShouldBe(context.Hash);
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public async Task B19_So_it_does_beside_a_Dockerfile_from_elsewhere(string script)
    {
        Sh($"cd app && mv Dockerfile .. && {script} && find . -type d -exec chmod 755 {{}} +");
        var context = await Read("Dockerfile");
        using var dockerfile = new MemoryStream();
        (await ContextSender.Send(context, Path.Combine(folder, "to"), dockerfile, default)).Hash.ShouldBe(context.Hash);
        Listed("to").ShouldBe(Listed("app"));
        Encoding.UTF8.GetString(dockerfile.ToArray()).ShouldBe("FROM scratch\n");
    }

    [Fact]
    public async Task B19_The_bytes_of_the_archive()
    {
        Sh("cd app; printf hello > $(n 'caf\\351'); mkdir $(n 'd\\351'); printf x > $(n 'd\\351/%0110d'); ln -s $(n '\\351') l");
        await Archive(await Read());
        var archive = await File.ReadAllTextAsync(Path.Combine(folder, "archive"), Encoding.Latin1);
        var blocks = archive.Chunk(512).Select(b => new string(b)).ToList();
        var name = "d\u00E9/" + new string('0', 110);
        blocks.Skip(2).Where(b => b[257..262] == "ustar").Select(b => (b[156], b[..100].TrimEnd('\0'), b[157..257].TrimEnd('\0'))).ShouldBe(
        [
            ('0', "caf\u00E9", ""), ('5', "d\u00E9", ""), ('L', "././@LongLink", ""), ('0', name[..100], ""), ('2', "l", "\u00E9"),
        ]);
        blocks.Count(b => b.TrimEnd('\0') == name).ShouldBe(1);
        blocks[^2..].ShouldAllBe(b => b.All(c => c == '\0'));
        blocks.ShouldAllBe(b => b.Length == 512);
    }

    [Fact]
    public async Task B19_Another_byte_is_another_image()
    {
        var hashes = new List<string>();
        foreach (var name in new[] { "caf\\351", "caf\\350", "caf\\303\\251", "caf\\357\\277\\275", "caf" })
        {
            Sh($"cd app && f=$(n '{name}') && printf x > $f");
            hashes.Add((await Read()).Hash);
            Sh($"cd app && rm $(n '{name}') && ln -s $(n '{name}') l");
            hashes.Add((await Read()).Hash);
            Sh("rm app/l");
        }

        hashes.ShouldBeUnique();
    }

    [Theory]
    [InlineData("caf*\nd?")]
    [InlineData("caf?.txt\nd[^a]")]
    [InlineData("**/*.txt\nd*\n!dx")]
    [InlineData("caf\uFFFD.txt\nd\uFFFD")]
    [InlineData("*\n!Dockerfile")]
    [InlineData("*\n!Dockerfile\n!d\uFFFD/no*", "d~/note")]
    [InlineData("d\uFFFD/x.txt\ncaf*", "d~", "d~/note")]
    public async Task B19_A_rule_meets_a_name_by_the_sign_for_the_byte(string rules, params string[] expected)
    {
        Sh("cd app && d=$(n 'd\\351') && mkdir $d && echo > $(n 'caf\\351.txt') && echo > $d/x.txt && echo > $d/note");
        await File.WriteAllTextAsync(Path.Combine(folder, "app", ".dockerignore"), rules + "\n.dockerignore");
        (await Read()).Files.Skip(1).Select(f => f.Path.Replace('\uDCE9', '~')).ShouldBe(expected);
    }

    [Theory]
    [InlineData("rm $(n 'caf\\351.txt')", "caf\uFFFD.txt: ")]
    [InlineData("rm -r $(n 'd\\351')", "d\uFFFD: ")]
    [InlineData("rm $(n 'd\\351/x')", "d\uFFFD/x: ")]
    public async Task B19_One_that_went_ends_the_build_with_its_name(string change, string told)
    {
        Sh("cd app && d=$(n 'd\\351') && mkdir $d && echo > $(n 'caf\\351.txt') && echo > $d/x");
        var context = await Read();
        Sh($"cd app && {change}");
        (await Should.ThrowAsync<ContextChangedException>(Archive(context))).Message.ShouldStartWith(told);
    }

    [Fact]
    public async Task B19_One_that_changed_is_told_in_signs_that_can_be_shown()
    {
        Sh("cd app && echo one > $(n 'caf\\351.txt') && : > $(n 'e\\351')");
        var context = await Read();
        Sh("cd app && echo another > $(n 'caf\\351.txt') && echo full > $(n 'e\\351')");
        var sent = await Archive(context);
        sent.ChangedSince(context).ShouldBe(["caf\uFFFD.txt", "e\uFFFD"]);
        sent.Hash.ShouldBe((await Read()).Hash);
    }

    [Fact]
    public async Task B19_What_is_neither_file_nor_folder()
    {
        Sh("cd app && mkfifo $(n 'p\\351')");
        await Archive(await Read());
        Sh("tar -xpf archive -C to");
        Listed("to").ShouldBe(Listed("app"));
        Sh("""cd app && perl -MSocket -e 'socket(S,AF_UNIX,SOCK_STREAM,0); bind(S,sockaddr_un("s\xe9")) or die $!'""");
        (await Read()).Files.Select(f => f.Path).ShouldBe(["Dockerfile", "p\uDCE9"]);
    }

    [Fact]
    public async Task B19_A_Dockerfile_may_be_a_link_to_such_a_file()
    {
        Sh("cd app && d=$(n 'd\\351') && mkdir $d && mv Dockerfile $d/real && ln -s real $d/other && ln -s $d/other Dockerfile");
        var context = await Read();
        using var dockerfile = new MemoryStream();
        await ContextSender.Send(context, Path.Combine(folder, "to"), dockerfile, default);
        Encoding.UTF8.GetString(dockerfile.ToArray()).ShouldBe("FROM scratch\n");
        Listed("to").ShouldBe(Listed("app"));
        Sh("rm app/$(n 'd\\351')/real");
        (await Should.ThrowAsync<FailureException>(Read())).Failure.Why.ShouldContain("d\uFFFD/real");
    }

    [Fact]
    public async Task B19_What_is_looked_through_for_secrets_and_for_init_may_have_such_names()
    {
        const string Names = "d=$(n 'd\\351'); mkdir $d; echo > $d/.env; echo > $(n 'k\\351.pem'); echo 'EXPOSE 80' >> Dockerfile";
        Sh("cd app; " + Names);
        using var command = new CommandRun(Path.Combine(folder, "app"));
        (await command.Run("init")).ShouldBe(0, command.Error);
        (await command.Run("check")).ShouldBe(0, command.Error);
        command.Error.ShouldContain("'d\uFFFD/.env' looks like secrets");
        command.Error.ShouldContain("'k\uFFFD.pem' looks like secrets");
    }

    [Fact]
    public void B19_Any_bytes_come_back_from_the_text() => Prop.ForAll<byte[]>(bytes =>
    {
        var text = RawName.Parse(bytes);
        RawName.Bytes(text).ShouldBe(bytes);
        RawName.IsRaw(RawName.Shown(text)).ShouldBeFalse();
        RawName.IsRaw(text).ShouldBe(!Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes)).SequenceEqual(bytes));
    }).Check(Tries.Few);

    private Task<BuildContext> Read(string dockerfile = "app/Dockerfile")
    {
        var app = World.Read($$"""
            app: shop
            images: {w: {context: app, dockerfile: "{{dockerfile}}"} }
            services:
              w: {}
            """);
        return new ContextReader(folder, []).Read(app.Images[0], default);
    }

    private async Task<BuildContext> Archive(BuildContext context)
    {
        await using var archive = File.Create(Path.Combine(folder, "archive"));
        return await ContextSender.Send(context, archive, default);
    }

    // Name, kind, mode, size, what a link says, hash.
    private string Listed(string place) => Sh($$"""
        cd {{place}}
        find . -mindepth 1 \( -type l -printf '%P l %l\0' -o -type d -printf '%P d %m\0' -o -printf '%P %y %m %s\0' \) | sort -z
        find . -type f -print0 | sort -z | xargs -0 sha256sum
        """);

    private string Sh(string script)
    {
        var start = new ProcessStartInfo("sh", ["-ec", "n() { printf \"$@\"; }\n" + script])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
            Environment = { ["LC_ALL"] = "C" },
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, error.Result);
        return said;
    }
}
