using Fairlead.Aws.Api;
using Fairlead.Aws.Checks;
using Fairlead.Aws.Deploy.Images;
using Fairlead.Aws.Tests.Endpoint;
using Fairlead.Aws.Tests.Endpoint.Server;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;
using Fairlead.Images.Registry;

namespace Fairlead.Aws.Tests.Support;

/// <summary>
/// An app <c>shop</c> in <c>dev</c> with its folder, on the scripted AWS; a Docker client that builds nothing, in an instant.
/// </summary>
internal sealed class ImageStage : IAsyncDisposable
{
    public const string Host = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";
    public const string Repository = "shop/web";

    private readonly AwsConnection person;

    private ImageStage(ScriptedAws aws, AwsConnection person, string images, string more)
    {
        (Aws, this.person) = (aws, person);
        Write("Dockerfile", "FROM scratch\n");
        Write("main.txt", "one");
        Directory.CreateDirectory(Path.Combine(Folder, "bin"));
        Write("bin/docker", $$"""
            #!/bin/sh
            [ "$1" = --version ] && { echo 'Docker version 20.10.24, build 1'; exit 0; }
            echo "$@" >> '{{Folder}}/bin/asked'
            while [ $# -gt 0 ]; do [ "$1" = --iidfile ] && id=$2; shift; done
            cat > /dev/null
            printf sha256:built > "$id"
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(Folder, "bin", "docker"), (UnixFileMode)0b111_101_101);
        }

        Write(".dockerignore", "bin\n");
        var read = AppFileReader.Read(new Source("fairlead.yaml", $$"""
            app: shop
            images: {{images}}
            services: {web: {image: web, port: 80{{more}} } }
            environments: {dev: {region: eu-west-1} }
            """), "dev", new AnyFile(), AwsChecks.Check);
        App = read.App.ShouldNotBeNull(string.Join('\n', read.Problems.Select(p => p.Message)));
    }

    public ScriptedAws Aws { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("fairlead-images-").FullName;

    public App App { get; }

    public ReleaseIdentity Identity { get; set; } = new("0123456789abcdef", null, "ann");

    public IReadOnlyList<AwsConnection> OtherRegions { get; set; } = [];

    public RegistryLogins? Logins { get; set; }

    public string Engine { get; set; } = "unix:///nowhere/docker.sock";

    /// <summary>What the Docker client was asked for.</summary>
    public string Asked => File.Exists(Path.Combine(Folder, "bin/asked")) ? File.ReadAllText(Path.Combine(Folder, "bin/asked")) : "";

    /// <param name="images">What stands at <c>images</c>.</param>
    /// <param name="more">What else stands at the service.</param>
    public static async Task<ImageStage> Start(string images = "{web: .}", string more = "")
    {
        var aws = await ScriptedAws.Start(jumps: true);
        return new ImageStage(aws, aws.Connect(), images, more);
    }

    public void Write(string path, string text) => File.WriteAllText(Path.Combine(Folder, path), text);

    public EcrImages Images(AwsConnection? aws = null, string? caller = null, string account = "111122223333")
    {
        Aws.Clock.Enter();
        return new EcrImages(aws ?? person, new EcrSurroundings(account, Folder, Engine,
            n => n == "PATH" ? Path.Combine(Folder, "bin") : null, new JumpingClock())
        {
            Caller = caller ?? Aws.Person.Arn, Logins = Logins, OtherRegions = OtherRegions, Identity = Identity,
        });
    }

    public Goal Deploy() => Goal.Deploy(App, Identity);

    /// <summary>What is chosen for the one image, and what has to be built for it.</summary>
    public async Task<(ReleaseImage Image, ImageBuild? Build)> Choose(EcrImages images, Goal? goal = null, ReleaseImage? live = null)
    {
        var chosen = await images.Choose(goal ?? Deploy(), live is null ? null : Released(live), 8, CancellationToken.None);
        return (chosen.Images["web"], chosen.Builds is [var build] ? build : null);
    }

    /// <summary>Builds, and everything that is told of it.</summary>
    public async Task<(ReleaseImage Image, List<Event> Told)> Provide(EcrImages images, ImageBuild build)
    {
        var (made, told) = ((ReleaseImage?)null, new List<Event>());
        await foreach (var happened in EventStream.Run(
            Aws.Clock, async (events, cancel) => made = await images.Provide(build, events, cancel), CancellationToken.None))
        {
            told.Add(happened);
            if (happened is Failed { Failure: var failure })
            {
                throw new FailureException(failure);
            }
        }

        return (made!, told);
    }

    public static Release Released(params ReleaseImage[] images) => new()
    {
        Number = 7, At = DateTimeOffset.UnixEpoch, By = "ann", State = ReleaseState.Succeeded, Took = default, Document = "",
        Images = images,
    };

    public async ValueTask DisposeAsync()
    {
        person.Dispose();
        Directory.Delete(Folder, recursive: true);
        await Aws.DisposeAsync();
    }

    private sealed class AnyFile : IProjectFiles
    {
        public PathKind Find(string relativePath, PathKind expected) => expected;

        public IReadOnlyList<string> Match(string pattern) => [pattern];
    }
}
