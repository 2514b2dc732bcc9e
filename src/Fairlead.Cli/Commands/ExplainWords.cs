using Fairlead.Cli.Console;
using Fairlead.Core.AppFile.Manual;
using Fairlead.Core.Problems;

namespace Fairlead.Cli.Commands;

/// <summary>What <c>explain</c> knows besides keys: codes of problems, references, exit codes, and words that people bring along.</summary>
internal static class ExplainWords
{
    private const string References = """
        References stand in values: ${NAME.attribute}
          ${db.url}            of a resource: url, host, port, user, password, name, json
          ${api.address}       of a service: address (host:port inside), url
          ${secret}            the secret with the variable's own name; ${secret.X} another
          ${release.commit}    of the release: number, commit, tag
          ${domain}            the app's domain; ${app.name}, ${environment.name}
          $${                  writes a literal ${
        A reference is a link too: it opens the network, grants the permission and orders creation.
        """;

    private static readonly string ExitCodesHelp = $"""
        {ExitCodes.Done}    done
        {ExitCodes.Failure}    the world said no; the text says what, why, where and what next
        {ExitCodes.Problem}    the file, a flag or what a plan would do is refused; nothing was changed
        {ExitCodes.Changes}    plan --exit-code found changes
        {ExitCodes.Superseded}    another deploy went ahead, or a kept plan no longer fits; nothing was changed
        {ExitCodes.Bug}   our bug: please report it
        {ExitCodes.Interrupted}  interrupted; the same command goes on
        run and exec pass the container's own code through.
        """;

    /// <summary>Null where nothing is known.</summary>
    public static string? Find(string word) => word.ToLowerInvariant() switch
    {
        "references" or "reference" or "${" => References,
        "exit" or "exit-code" or "exit-codes" or "exitcode" or "codes" => ExitCodesHelp,
        "worker" or "workers" =>
            "A worker is a service without port and route: services: {mailer: {command: ./mailer}}. See: fairlead explain services",
        "migration" or "migrations" =>
            "A migration is a job: jobs: {migrate: {command: ./migrate, when: before-deploy}}. See: fairlead explain jobs",
        "cron" or "scheduled" or "timer" =>
            "A scheduled job: jobs: {clean: {command: ./clean, schedule: every 1d}}, or a cron expression. See: fairlead explain schedule",
        "database" or "databases" or "postgresql" or "mysql" =>
            "A database is a resource: resources: {db: postgres}. See: fairlead explain postgres",
        "cache" or "valkey" => "A cache is a resource: resources: {cache: redis}. See: fairlead explain redis",
        "loadbalancer" or "load-balancer" or "ingress" or "alb" =>
            "The load balancer is made by itself for services with a route. See: fairlead explain route, and explain edge",
        var lower when lower.StartsWith("${", StringComparison.Ordinal) => References,
        var lower => Codes.All.FirstOrDefault(c => c.Id.Equals(lower, StringComparison.OrdinalIgnoreCase)) is { } code
            ? $"{code.Id}  {code.Help}"
            : KeyGuide.Translate(word) is { } ours ? $"{word}: {ours}" : null,
    };
}
