using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Run.Containers;
using Fairlead.Images.Plan;
using Fairlead.Images.Registry;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>What people met where images come from and what they are given, as far as it can be seen without an engine.</summary>
#pragma warning disable CA1416 // tests run on Unix
public sealed class FieldBuildTests : IDisposable
{
    private const string Hub = "https://index.docker.io/v1/";
    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-build-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("127.0.0.1:5999/team/app:1", "127.0.0.1:5999")]
    [InlineData("ghcr.io/acme/api@sha256:abc", "ghcr.io")]
    [InlineData("localhost/x", "localhost")]
    [InlineData("postgres:15", "docker.io")]
    [InlineData("acme/api:1.2", "docker.io")]
    [InlineData("index.docker.io/acme/api", "docker.io")]
    [InlineData("docker.io/library/postgres:15", "docker.io")]
    public void B23_The_registry_of_an_image_is_known(string reference, string registry) =>
        ImageRegistry.HostOf(reference).ShouldBe(registry);

    [Theory]
    [InlineData("127.0.0.1:5999/team/app:1", "127.0.0.1:5999", "127.0.0.1:5999", "ann", "p:w d?>é")]
    [InlineData("ghcr.io/acme/api", "https://ghcr.io/v2/", "ghcr.io", "bot", "x")]
    [InlineData("acme/api:2", Hub, Hub, "carol", "???>>>~~~")]
    [InlineData("docker.io/acme/api:2", "docker.io", Hub, "carol", "hunter2")]
    public async Task B23_The_login_of_docker_login_is_sent(string image, string key, string server, string user, string password)
    {
        using var engine = new PullingEngine();
        Config($$$"""{"auths": {"other.example": {"auth": "eDp5"}, "{{{key}}}": {"auth": "{{{Base64($"{user}:{password}")}}}"} } }""");
        await Pull(engine, image);
        engine.Header!.ShouldMatch("^[A-Za-z0-9_=-]+$");
        var expected = new JsonObject { ["username"] = user, ["password"] = password, ["serveraddress"] = server };
        engine.Login!.ToJsonString().ShouldBe(expected.ToJsonString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"auths": {"other.example": {"auth": "eDp5"}, "registry.example": {}}}""")]
    [InlineData("""{"auths": [], "credHelpers": {"registry.example": 3}, "credsStore": null}""")]
    [InlineData("""{"auths": {"registry.example": {"auth": "no base64!"}}}""")]
    [InlineData("{broken")]
    [InlineData("[]")]
    [InlineData(null)]
    public async Task B23_Who_needs_no_login_needs_no_configuration_that_is_right(string? config)
    {
        using var engine = new PullingEngine();
        if (config is not null)
        {
            Config(config);
        }

        await Pull(engine, "registry.example/app:1");
        engine.Header.ShouldBeNull();
    }

    [Theory]
    [InlineData("credHelpers", "registry.example/app:1", "registry.example", "ann")]
    [InlineData("credsStore", "registry.example:8443/app:1", "registry.example:8443", "bob")]
    [InlineData("credsStore", "acme/app:1", Hub, "carol")]
    [InlineData("credHelpers", "registry.example/app:1", "registry.example", "<token>")]
    public async Task B23_A_program_that_keeps_logins_is_asked(string key, string image, string server, string user)
    {
        using var engine = new PullingEngine();
        Config($$"""{"{{key}}": {{(key == "credsStore" ? "\"mine\"" : $$"""{"{{server}}": "mine"}""")}} }""");
        Program("mine", $$"""
            [ "$1" = get ] || exit 3
            read -r server
            echo "{\"ServerURL\": \"$server\", \"Username\": \"{{user}}\", \"Secret\": \"for $server\"}"
            """);
        await Pull(engine, image);
        engine.Login!["serveraddress"]!.GetValue<string>().ShouldBe(server);
        (engine.Login["username"]?.GetValue<string>()).ShouldBe(user == "<token>" ? null : user);
        engine.Login[user == "<token>" ? "identitytoken" : "password"]!.GetValue<string>().ShouldBe($"for {server}");
    }

    [Fact]
    public async Task B23_Where_the_program_has_none_the_file_may()
    {
        using var engine = new PullingEngine();
        Config("""{"credsStore": "mine", "auths": {"registry.example": {"identitytoken": "idt"}}}""");
        Program("mine", "echo 'credentials not found in native keychain'; exit 1");
        await Pull(engine, "registry.example/app:1");
        engine.Login!["identitytoken"]!.GetValue<string>().ShouldBe("idt");
    }

    [Theory]
    [InlineData(null, "docker-credential-mine is not on the PATH")]
    [InlineData("echo 'hunter2 is wrong' >&2; exit 7", "docker-credential-mine ended with 7")]
    [InlineData("echo hunter2", "docker-credential-mine answered something that is no JSON")]
    [InlineData("sleep 60", "docker-credential-mine did not answer within 1 s")]
    public async Task B23_A_program_that_fails_is_told_when_a_login_is_wanted(string? script, string told)
    {
        using var engine = new PullingEngine { Refuses = () => "Head \"https://registry.example/v2/app\": no basic auth credentials" };
        Config("""{"credHelpers": {"registry.example": "mine"}}""");
        if (script is not null)
        {
            Program("mine", script);
        }

        var failure = (await Should.ThrowAsync<FailureException>(Pull(engine, "registry.example/app:1"))).Failure;
        failure.Why.ShouldContain(told);
        failure.Why.ShouldContain("no basic auth credentials");
        failure.ToString().ShouldNotContain("hunter2");
        failure.Next.ShouldBe("docker login registry.example");
    }

    [Theory]
    [InlineData("registry.example/app:1", "unauthorized: authentication required", "registry.example")]
    [InlineData("acme/app", "pull access denied for acme/app, repository does not exist or may require 'docker login'", "docker.io")]
    [InlineData("127.0.0.1:5999/a/b",
        "Get \"http://127.0.0.1:5999/v2/\": denied: requested access to the resource is denied", "127.0.0.1:5999")]
    public async Task B23_A_refusal_names_the_registry_and_the_next_step(string image, string said, string registry)
    {
        using var engine = new PullingEngine { Refuses = () => said };
        var failure = (await Should.ThrowAsync<FailureException>(Pull(engine, image))).Failure;
        failure.Why.ShouldStartWith($"{registry} refuses, and no login for it is known: ");
        failure.Next.ShouldBe($"docker login {registry}");
    }

    [Fact]
    public async Task B23_A_login_that_is_refused_is_not_said_again()
    {
        using var engine = new PullingEngine { Refuses = () => "unauthorized: 'ann:s3cr3t-of-ann' is wrong" };
        Config($$$"""{"auths": {"registry.example": {"auth": "{{{Base64("ann:s3cr3t-of-ann")}}}"} } }""");
        var failure = (await Should.ThrowAsync<FailureException>(Pull(engine, "registry.example/app:1"))).Failure;
        failure.Why.ShouldContain($"registry.example refuses the login for registry.example from {folder}/config.json");
        failure.ToString().ShouldNotContain("s3cr3t");
    }

    [Theory]
    [InlineData("timeout talking to the registry")]
    [InlineData("manifest for registry.example/app:1 not found: manifest unknown")]
    public async Task B23_What_is_no_refusal_asks_for_no_login(string said)
    {
        using var engine = new PullingEngine { Refuses = () => said };
        var failure = (await Should.ThrowAsync<FailureException>(Pull(engine, "registry.example/app:1"))).Failure;
        (failure.Why, failure.Next).ShouldBe((said, "docker pull registry.example/app:1"));
    }

    [Theory]
    [InlineData("ERROR: failed to solve: 127.0.0.1:5999/t/a:1: failed to resolve source metadata for 127.0.0.1:5999/t/a:1: "
        + "unexpected status from HEAD request to http://127.0.0.1:5999/v2/t/a/manifests/1: 401 Unauthorized", "127.0.0.1:5999")]
    [InlineData("ERROR: failed to solve: acme/base: pull access denied, repository does not exist or may require authorization",
        "docker.io")]
    [InlineData("Head \"https://ghcr.io/v2/acme/base/manifests/1\": no basic auth credentials", "ghcr.io")]
    [InlineData("failed to solve with frontend dockerfile.v0: failed to create LLB definition: pulling from host 127.0.0.1:5999 failed "
        + "with status code [manifests 1]: 401 Unauthorized", "127.0.0.1:5999")]
    [InlineData("failed to solve with frontend dockerfile.v0: failed to create LLB definition: pull access denied, repository does not "
        + "exist or may require authorization: server message: insufficient_scope: authorization failed", "seen.example")]
    [InlineData("pull access denied for acme/base, repository does not exist or may require 'docker login'", "docker.io")]
    [InlineData("ERROR: failed to solve: process \"/bin/sh -c echo unauthorized; false\" did not complete successfully", null)]
    [InlineData("ERROR: failed to solve: acme/base:9: docker.io/acme/base:9: not found", null)]
    public void B23_A_base_image_that_is_refused_is_told_from_all_else(string said, string? registry) =>
        ImageRegistry.RefusedIn(said, ["------", " > [internal] load metadata for seen.example/base:1:", "------"]).ShouldBe(registry);

    [Theory]
    [InlineData("spring.datasource.url")]
    [InlineData("discovery.type")]
    [InlineData("my-app.list[0].name")]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("1ST")]
    public void B30_A_variable_may_be_called_whatever_the_engine_takes(string name)
    {
        var app = World.Read($$"""
            app: shop
            images: {web: {use: "web:1"} }
            services:
              web: {env: {"{{name}}": single-node} }
            """);
        app.Workloads.Single().Env.ShouldHaveSingleItem().Name.ShouldBe(name);
        var world = new World();
        world.Apply(world.Plan(app));
        world.Plan(app).Changes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("spring.datasource.password", "SPRING_DATASOURCE_PASSWORD")]
    [InlineData("api-token", "API_TOKEN")]
    [InlineData("2fa.key", "_2FA_KEY")]
    public async Task B30_A_secret_for_a_variable_with_dots_has_a_name_of_its_own(string variable, string secret)
    {
        const string File = "app: shop\nimages: {web: {use: \"web:1\"}}\nservices: {web: {env: {\"NAME\": \"VALUE\"}}}\n";
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "fairlead.yaml"),
            File.Replace("NAME", variable).Replace("VALUE", "${secret}"));
        using var command = new CommandRun(folder);
        (await command.Run("check")).ShouldBe(2);
        command.Error.ShouldContain($"write ${{secret.{secret}}}");
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "fairlead.yaml"),
            File.Replace("NAME", variable).Replace("VALUE", $"${{secret.{secret}}}"));
        (await command.Run("check")).ShouldBe(0, command.Error);
    }

    private Task<string> Pull(PullingEngine fake, string image) => Pull(fake.Address, image);

    private async Task<string> Pull(EngineAddress address, string image)
    {
        var logins = new RegistryLogins(Variable, "/nowhere") { Patience = TimeSpan.FromSeconds(1) };
        using var engine = new Engine(address, logins);
        return await new EngineImages(engine).Fetch(image, default);
    }

    private string? Variable(string name) => name switch
    {
        "DOCKER_CONFIG" => folder,
        "PATH" => $"/nowhere:{folder}",
        _ => null,
    };

    private void Config(string json) => File.WriteAllText(Path.Combine(folder, "config.json"), json);

    private void Program(string name, string script)
    {
        var file = Path.Combine(folder, $"docker-credential-{name}");
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
