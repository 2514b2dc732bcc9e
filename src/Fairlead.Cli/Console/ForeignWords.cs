namespace Fairlead.Cli.Console;

/// <summary>Words of other tools on the command line, and ours for them.</summary>
internal static class ForeignWords
{
    /// <summary>What to say to a command that is none of ours; null where nothing is known of it.</summary>
    public static string? Command(string word) => word switch
    {
        "ps" or "ls" or "list" or "top" or "show" or "app" or "info" or "details" or "describe" or "inspect" => "that is: fairlead status",
        "open" or "url" or "urls" or "port" => "fairlead status shows the addresses",
        "stop" or "halt" => "that is: fairlead down (data stays)",
        "start" or "serve" or "dev" or "watch" => "that is: fairlead up",
        "delete" or "remove" or "rm" or "teardown" =>
            "that is: fairlead down (data stays), or fairlead destroy (--data removes it)",
        "apply" or "release" or "push" or "ship" or "publish" or "redeploy" or "setup" => "that is: fairlead deploy",
        "build" or "pull" => "fairlead deploy builds and fetches what it needs",
        "diff" or "preview" or "dry-run" or "dryrun" => "that is: fairlead plan",
        "validate" or "lint" or "test" => "that is: fairlead check",
        "synth" or "template" or "package" or "convert" => "that is: fairlead render",
        "psql" or "redis-cli" or "tunnel" or "port-forward" or "proxy" => "that is: fairlead connect NAME",
        "shell" or "ssh" or "bash" or "sh" or "console" or "attach" => "that is: fairlead exec SERVICE",
        "history" or "versions" or "deployments" => "that is: fairlead releases",
        "undo" or "revert" => "that is: fairlead rollback",
        "reload" or "bounce" => "that is: fairlead restart",
        "task" or "invoke" or "job" or "cron" => "that is: fairlead run JOB, and fairlead jobs for past runs",
        "secrets" or "config-vars" or "vars" => "that is: fairlead secret list",
        "svc" or "service" or "services" =>
            "services stand in fairlead.yaml; then: fairlead deploy, status, logs, exec (--only NAME for one)",
        "env" or "environment" or "environments" =>
            "environments stand in fairlead.yaml under 'environments'; any command takes --env NAME",
        "pipeline" or "ci" => "a pipeline is 'ci' in fairlead.yaml; in it run: fairlead deploy --env NAME --yes",
        "storage" or "db" or "addons" or "volume" => "databases, buckets and the like stand in fairlead.yaml under 'resources'",
        "new" or "create" or "generate" or "import" => "that is: fairlead init",
        "login" or "logout" => "fairlead uses the logins that docker and aws have",
        "manual" or "docs" or "man" => "that is: fairlead explain, and fairlead COMMAND --help",
        "scale" or "completion" => "this comes in a later version",
        _ => null,
    };

    /// <summary>What to say to an option that a command does not have.</summary>
    public static string? Option(string command, string option) => (command, option) switch
    {
        (_, "-n" or "--lines" or "--limit") when command == "logs" => "that is: --tail N",
        ("status", "--watch" or "-w") => "run it again, or: watch fairlead status",
        ("logs", "--start-time" or "--from") => "that is: --since 10m, or --since 14:05",
        ("up", "-d" or "--detach" or "--detached") => "that is: fairlead deploy",
        ("up" or "deploy", "--build" or "--no-cache" or "--force-recreate") =>
            "what changed is built by itself; --pull fetches base images anew",
        ("deploy", "--dry-run" or "--diff") => "that is: fairlead plan",
        ("down", "-v" or "--volumes") => "down keeps data; fairlead destroy --data removes it",
        ("rollback", "--to" or "--version" or "--release") => "the number stands by itself: fairlead rollback 2",
        (_, "--name" or "-n" or "--service" or "--svc") => "names stand without an option, or as --only NAME",
        (_, "--app" or "-a") => "the app is the one of the folder, or of --file PATH",
        (_, "--profile" or "--region" or "--context") =>
            "where an app runs stands in fairlead.yaml under 'environments'; choose with --env NAME",
        (_, "-y" or "--force" or "--auto-approve" or "--no-interactive") => "that is: --yes, where a command asks",
        _ => null,
    };
}
