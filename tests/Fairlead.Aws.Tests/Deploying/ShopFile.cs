namespace Fairlead.Aws.Tests.Deploying;

/// <summary>A small file for what is looked at before a deploy.</summary>
internal static class ShopFile
{
    /// <param name="environment">More lines of the environment, each with four spaces before it.</param>
    /// <param name="web">More keys of the one service, in braces' notation.</param>
    /// <param name="rest">More sections.</param>
    public static string Text(string digest = AwsApp.Digest, string environment = "", string web = "", string rest = "") => $$"""
        app: shop
        images:
          web:
            use: registry.example.org/shop@{{digest}}
        environments:
          production:
            region: eu-west-1
        {{environment}}
          far:
            region: eu-central-1
        {{rest}}
        services:
          web: {port: 8080, route: /, count: 2{{web}}}

        """;
}
