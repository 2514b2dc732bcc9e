namespace Fairlead.Core.AppFile.Hints;

/// <summary>
/// Keys that people bring along from Compose, Copilot, Kubernetes or task definitions, and what to write here instead. None of them is a
/// key of the section it is listed for.
/// </summary>
internal static class OtherToolsKeys
{
    /// <summary>Wherever the word stands.</summary>
    public static string? Find(string word) => OfService(word) ?? OfJob(word) ?? OfFile(word) ?? OfImage(word) ?? OfHealth(word);

    private const string Network = "leave it out: services of an app reach each other, as ${NAME.address}";

    private static string Write(string key) => $"write '{key}'";

    public static string? OfFile(string key) => key switch
    {
        "version" => "leave it out: the app file has no version",
        "name" or "application" or "project" => "write 'app: NAME'",
        "environment" or "variables" or "env_vars" => Write("env"),
        "build" or "image" => "write 'images: {NAME: .}' with the folder that holds the Dockerfile",
        "volumes" => "write them under resources: {NAME: volume}",
        "databases" or "database" or "addons" => "write them under resources: {db: postgres}",
        "workers" or "containers" or "web" => "write them under services: {NAME: {…}}; one without a port is a worker",
        "cron" or "crons" or "tasks" => "write them under jobs: {NAME: {command: …, schedule: every 1h}}",
        "networks" => Network,
        "stages" => Write("environments"),
        "port" or "route" or "command" or "count" or "cpu" or "memory" or "health" or "uses" =>
            $"write it under the service: services: {{NAME: {{{key}: …}}}}",
        "http" or "type" or "ports" or "expose" or "replicas" or "depends_on" =>
            "write what one service needs under services: {NAME: {port: 8080, route: /}}",
        _ => null,
    };

    private static string? OfWorkload(string key) => key switch
    {
        "environment" or "variables" or "env_vars" or "envs" => Write("env"),
        "env_file" or "envFrom" => "write its lines under env, and its secrets as NAME: ${secret}",
        "secrets" or "secret" => "write them under env, as NAME: ${secret}",
        "build" or "dockerfile" or "context" => "write the folder under images, {NAME: .}, and 'image: NAME' here",
        "platform" => "write it under images: {NAME: {platform: linux/arm64}}",
        "depends_on" or "dependsOn" or "links" => "leave it out: what env refers to, as ${db.url}, is there first",
        "storage" or "ephemeral_storage" or "ephemeralStorage" or "ephemeral" =>
            "write 'disk: 30G' for room that goes with the task; what stays is a volume, under resources: {NAME: volume}",
        "volumes" or "volumeMounts" => "write 'mounts: {/path: NAME}', and under resources: {NAME: volume}",
        "cpus" or "cpu_shares" => Write("cpu"),
        "mem_limit" or "mem_reservation" => Write("memory"),
        "resources" or "limits" => "write 'cpu' and 'memory'; databases stand under resources at the top",
        "entry_point" or "entryPoint" => Write("entrypoint"),
        "cmd" or "args" or "arguments" => Write("command"),
        "working_dir" or "workdir" or "workingDir" => "write WORKDIR in the Dockerfile",
        "healthcheck" or "health_check" or "livenessProbe" or "readinessProbe" => "write 'health: /path', or 'health: {command: …}'",
        "stop_grace_period" or "stop_timeout" => Write("stop"),
        "networks" or "network" or "network_mode" => Network,
        "container_name" or "hostname" or "name" => "leave it out: its name is the key that it stands under",
        "labels" => "write 'tags' at the top, for the whole app",
        "logging" => "write 'logs' at the top, for the whole app",
        "sidecars" or "containers" or "init_containers" or "initContainers" =>
            "a task has one container: what is called by name is a service of its own, what runs first a job with 'when:"
                + " before-deploy'; what has to share a task goes into the image",
        "iam" or "policy" or "task_role" or "role" => Write("permissions"),
        "privileged" or "cap_add" => "leave it out: containers get no more rights than they have",
        _ => null,
    };

    public static string? OfService(string key) => OfServiceOnly(key) ?? OfWorkload(key);

    private static string? OfServiceOnly(string key) => key switch
    {
        "ports" or "expose" or "container_port" or "containerPort" or "target_port" =>
            "write 'port', with the one that the process listens on, and 'route: /' to make it public",
        "http" or "alb" or "nlb" or "path" or "ingress" or "host" or "alias" or "domain" =>
            "write 'route', with the path or the host that leads here",
        "replicas" or "instances" or "desired_count" or "desiredCount" => Write("count"),
        "autoscaling" or "range" => "write 'scale: {min: 1, max: 4}'",
        "restart" => "leave it out: a service that ends is started again",
        "type" => "leave it out: with a route a service is public, with a port internal, with neither a worker",
        _ => null,
    };

    public static string? OfJob(string key) => OfJobOnly(key) ?? OfWorkload(key);

    private static string? OfJobOnly(string key) => key switch
    {
        "cron" or "rate" or "on" => Write("schedule"),
        "restart" or "backoffLimit" => Write("retries"),
        "concurrencyPolicy" => Write("overlap"),
        "type" or "ports" => "leave it out: a job runs to an end, and nobody calls it",
        _ => null,
    };

    public static string? OfImage(string key) => key switch
    {
        "build" or "path" => Write("context"),
        "image" or "repository" or "location" or "name" => Write("use"),
        "file" => Write("dockerfile"),
        "build_args" or "buildArgs" => Write("args"),
        _ => null,
    };

    public static string? OfHealth(string key) => key switch
    {
        "test" => "write 'command: [curl, -f, …]', without CMD",
        "url" or "http" or "endpoint" => Write("path"),
        "retries" or "unhealthy_threshold" => Write("unhealthy"),
        "healthy_threshold" => Write("healthy"),
        "start_period" or "grace_period" or "initialDelaySeconds" => Write("grace"),
        "success_codes" or "matcher" or "status" => Write("codes"),
        _ => null,
    };

    public static string? OfScale(string key) => key switch
    {
        "range" => "write 'min' and 'max'",
        "minimum" or "min_capacity" or "min_replicas" => Write("min"),
        "maximum" or "max_capacity" or "max_replicas" => Write("max"),
        "cpu_percentage" => Write("cpu"),
        "memory_percentage" => Write("memory"),
        "queue_delay" => Write("queue"),
        _ => null,
    };

    public static string? OfDeploy(string key) => key switch
    {
        "replicas" => "write 'count' at the service",
        "resources" => "write 'cpu' and 'memory' at the service",
        "restart_policy" => "leave it out: a service that ends is started again",
        "type" or "mode" or "rolling" => Write("strategy"),
        _ => null,
    };

    /// <summary>Our key for theirs; not all resources have it.</summary>
    public static string? OfResource(string key) => key switch
    {
        "engine_version" or "engineVersion" => "version",
        "instance" or "instance_class" or "instance_type" or "class" or "node_type" => "size",
        "allocated_storage" or "disk" => "storage",
        "backup_retention" or "backup_retention_period" => "backups",
        "multi_az" or "availability_zones" => "zones",
        "visibility_timeout" => "visibility",
        "retention" or "retention_period" => "keep",
        "dlq" or "redrive_policy" => "dead_letter",
        "versioning" => "versions",
        "encryption" => "encrypt",
        "bucket_name" or "queue_name" => "name",
        "deletion_protection" => "protect",
        _ => null,
    };
}
