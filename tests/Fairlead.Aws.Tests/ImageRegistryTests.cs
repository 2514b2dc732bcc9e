using Fairlead.Aws.Tests.Support;
using Fairlead.Images.Plan;
using Fairlead.Images.Registry;

namespace Fairlead.Aws.Tests;

/// <summary>How a registry is spoken to, and what it is shown.</summary>
public class ImageRegistryTests
{
    private const string Manifest = """{"schemaVersion":2}""";
    private static readonly Dictionary<string, string> Typed = new() { ["Content-Type"] = RegistryManifest.DockerManifest };

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_token_is_fetched_where_the_registry_sends_its_callers_once_for_each_repository()
    {
        StubRegistry? tokens = null;
        using var given = tokens = new StubRegistry(_ => new StubAnswer(200, """{"token":"t0ken"}"""));
        using var registry = new StubRegistry(r => r.Headers["Authorization"] == "Bearer t0ken"
            ? new StubAnswer(200, Manifest) { Headers = Typed }
            : StubAnswer.Error(401, "UNAUTHORIZED", "authentication required") with
            {
                Headers = new() { ["WWW-Authenticate"] = $"Bearer realm=\"http://{tokens!.Host}/token\",service=\"reg\",scope=\"x\"" },
            });
        var client = Client(registry, "ann", "s3cr3t");
        (await client.FindManifest("team/app", "1", None)).ShouldNotBeNull();
        (await client.FindManifest("team/app", "2", None)).ShouldNotBeNull();
        given.Requests.ShouldHaveSingleItem().ShouldBe(
            $"GET /token?scope=repository%3Ateam%2Fapp%3Apull&service=reg Basic {Convert.ToBase64String("ann:s3cr3t"u8)}");
        registry.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_password_is_not_sent_where_others_can_read_it_nor_to_another_address()
    {
        using var registry = new StubRegistry(_ => new StubAnswer(401)
        {
            Headers = new() { ["WWW-Authenticate"] = "Bearer realm=\"http://tokens.example.com/token\"" },
        });
        (await Should.ThrowAsync<RegistryException>(() => Client(registry, "ann", "s3cr3t").FindManifest("team/app", "1", None)))
            .Message.ShouldContain("not safe");

        using var store = new StubRegistry(_ => new StubAnswer(200, """{"os":"linux","architecture":"aarch64"}"""));
        using var sends = new StubRegistry(r => r.Headers["Authorization"] is null
            ? new StubAnswer(401) { Headers = new() { ["WWW-Authenticate"] = "Basic realm=\"x\"" } }
            : new StubAnswer(307) { Headers = new() { ["Location"] = $"http://{store.Host}/there?signed=1" } });
        var manifest = new RegistryManifest(RegistryManifest.OciManifest, """{"config":{"digest":"sha256:1","size":2}}"""u8.ToArray());
        (await Client(sends, "ann", "s3cr3t").Platforms("team/app", manifest, None)).ShouldBe([new ImagePlatform("linux", "arm64")]);
        store.Requests.ShouldHaveSingleItem().ShouldBe("GET /there?signed=1");
    }

    [Fact]
    public async Task A_call_whose_line_is_cut_is_made_again_and_one_for_a_digest_is_held_to_it()
    {
        var number = 0;
        using var registry = new StubRegistry(_ => ++number == 1 ? new StubAnswer(200, "{") { IsCut = true, Headers = Typed }
            : number == 2 ? new StubAnswer(503) : new StubAnswer(200, Manifest) { Headers = Typed });
        var client = Client(registry);
        (await client.FindManifest("team/app", "1", None)).ShouldNotBeNull();
        number.ShouldBe(3);
        (await Should.ThrowAsync<RegistryException>(() => client.FindManifest("team/app", "sha256:1", None)))
            .Message.ShouldContain("where sha256:1 was asked for");
    }

    [Theory]
    [InlineData("nginx", "docker.io", "library/nginx", "latest")]
    [InlineData("team/app:2", "docker.io", "team/app", "2")]
    [InlineData("docker.io/nginx:1", "docker.io", "library/nginx", "1")]
    [InlineData("localhost:5000/a/b", "localhost:5000", "a/b", "latest")]
    [InlineData("ghcr.io/a/b:1@sha256:2", "ghcr.io", "a/b", "sha256:2")]
    public void A_name_is_taken_apart_as_Docker_does_it(string reference, string host, string repository, string version)
    {
        var name = RegistryImage.Parse(reference);
        (name.Host, name.Repository, name.Version).ShouldBe((host, repository, version));
        RegistryPlace.For(host, null).Address.Scheme.ShouldBe(host == "localhost:5000" ? "http" : "https");
    }

    private static RegistryClient Client(StubRegistry registry, string? user = null, string? password = null)
    {
        var login = user is null ? null : new RegistryLogin("the test", registry.Host) { Username = user, Password = password };
        return new RegistryClient(
            new RegistryPlace(registry.Host, new Uri($"http://{registry.Host}"), _ => Task.FromResult(new FoundLogin(login, null))),
            new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false }), new Endpoint.JumpingClock());
    }
}
