namespace Fairlead.Aws.Tests.Deploying;

/// <summary>An app with something of everything that a release moves.</summary>
internal static class RichApp
{
    public static string File(string digest = AwsApp.Digest, string more = "") => $$$"""
        app: shop
        images:
          web:
            use: registry.example.org/shop@{{{digest}}}
        secrets:
          SESSION_KEY: generate
          SENTRY: optional
        services:
          web:
            port: 8080
            route: /
            count: 2
            env: {DATABASE_URL: "${db.url}", SESSION_KEY: "${secret}", SENTRY: "${secret}", TOKEN: "${secret}", COMMIT: "${release.commit}"}
          worker:
            command: work
            scale: {min: 2, max: 9, cpu: 70}
            env: {QUEUE: "${orders.url}", REPORTS: "${files.name}"}
        jobs:
          migrate: {command: migrate, when: before-deploy, env: {DATABASE_URL: "${db.url}"}}
          seed: {command: seed, when: create, env: {DATABASE_URL: "${db.url}"}}
          nightly: {command: report, schedule: every 3m, env: {REPORTS: "${files.name}"}}
          smoke: {command: smoke, when: after-deploy}
        resources:
          db: {type: postgres, version: 16}
          orders: queue
          files: bucket
          settings: {type: config, values: {WEB: "${web.url}", KEY: "${secret.SESSION_KEY}"}}
        environments:
          production:
            region: eu-west-1
        {{{more}}}
        """;
}
