using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Aws.Stacks.Edge;

namespace Fairlead.Aws.Tests.Deploying;

/// <summary>Passwords of visitors before a content delivery network.</summary>
public class PasswordTests
{
    [Fact]
    public async Task O8_Row_125_a_store_is_filled_with_digests_and_another_password_is_another_store()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read($$"""
            app: shop
            images:
              web:
                use: registry.example.org/shop@{{AwsApp.Digest}}
            services:
              web: {port: 8080, route: /}
            edge: {cdn: true, auth: {basic: {user: guest, password: "${secret.DOOR}"} } }
            environments:
              production:
                region: eu-west-1
            """);
        await app.Apply(file);
        Filled(app).ShouldBe([VisitorPasswords.Digest("guest", "value-of-DOOR")]);
        (await app.Plan(file)).Details.ShouldBeEmpty();
        await app.Set(file, "DOOR", "another one");
        await app.Apply(file);
        Filled(app).ShouldBe([VisitorPasswords.Digest("guest", "another one")]);
        (await app.Plan(file)).Details.ShouldBeEmpty();
    }

    // What the store of the stack was made from.
    private static IReadOnlyList<string> Filled(AwsApp app)
    {
        var store = app.Aws.Parts.Stacks.Find("shop-production-edge")!.Resources["PasswordKeyValueStore"];
        var (bucket, key) = store.Properties["ImportSource"]!["SourceArn"]!.ToString()[13..].Split('/', 2) switch { var p => (p[0], p[1]) };
        return [.. JsonNode.Parse(Encoding.UTF8.GetString(app.Aws.Parts.Buckets.Objects(bucket)[key]))!["data"]!.AsArray()
            .Select(d => d!["value"]!.ToString())];
    }
}
