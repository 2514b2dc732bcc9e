namespace Fairlead.Core.AppFile.Manual;

/// <summary>The rules of the app file that no single key tells, for the reference.</summary>
internal static class Rules
{
    public const string Text = """

        ## Rules

        1. **What a service is follows from what it says.** `route`: public. `port` without `route`: internal, with an address. Neither: a
           worker. The plan prints what it concluded.
        2. **What a job is follows from when it runs.** `when: before-deploy | after-deploy | create`, `schedule: every 3m` or cron, or
           neither: by hand. A job may have both, and any job can be run by hand.
        3. **A reference is a link.** `${db.url}` in a workload's env opens the network path, grants the permission, orders creation and
           injects the value. `uses` is for links that leave no value in env, or to narrow or widen what is granted. The plan lists what
           each link grants, with the line that caused it.
        4. **`${secret}`** is the secret with this variable's name, `${secret.X}` another. None has to be declared unless it is generated,
           optional or exists already. Secrets enter a container only through env.
        5. **An environment is laid over the file.** Maps merge; lists and scalars replace, also a map; `null` removes, and warns where it
           removes nothing (a quoted "null" is text). The order: file, environment, overlay, `extends`, then a workload's `env` over the
           file's.
        6. **`extends`** names one parent in the same file, whose keys are copied first. Between a service and a job only those that mean
           the same in both are: `image command entrypoint env uses permissions cpu memory spot mounts user stop read_only init`.
        7. **`local` is an environment** whose target is the local Docker engine. It always exists; its section holds only what differs.
           Keys that mean nothing there are ignored. `domain` is `APP.localhost` unless set there, the region `us-east-1`, the account
           `000000000000`; a service runs `count` times, else `scale.min`.
        8. **The order of a deploy:** resources, images, before-deploy jobs, create jobs (the first time only), services, after-deploy
           jobs, schedules.
        9. **Text may stand around a reference** (`${db.url}?schema=public`). If any part is secret, the whole text is one secret.
        10. **Values in env are the literal text** of the file: `DEBUG: False`, `VERSION: 1.10`, `ZIP: 010` and `COUNTRY: NO` arrive
            unchanged. Names are what the engine and ECS take, dots and dashes too: `spring.datasource.url`.
        11. **`$${` writes a literal `${`.** `{{resolve:` is refused in every value, also where parts could form it: CloudFormation would
            read secrets with its own rights.
        12. **Names and addresses are known before anything exists**: those of services, buckets, queues and documents. References to them
            wait for nothing and make no cycle; only those to what is created, as a database's host, order creation.
        13. **Data is protected unless told otherwise.** Whatever would remove or replace it is refused without a named flag and the typed
            name.
        14. **A `config` is a JSON document** that the app reads by its name. A reference inside its `values` is a link of every workload
            that reads it. Keys added by hand are kept.
        15. **`overlay`** merges a private file from outside of the project into one environment; it defines no images and no commands.
        16. **`extras`** are CloudFormation files with outputs that can be referred to; on `local` they are left out.
        17. Sizes are `512M` or `2G`, durations `30s`, `15m`, `6h` or `14d`, vCPU `0.25`. Pairs of CPU and memory that Fargate has not are
            refused, with the nearest that it has.
        18. `count` and `scale` exclude each other. `spot: true` keeps one task on demand and the rest on Spot; `spot: {above: n}` keeps
            n, 0 none.
        19. `deploy` is `rolling`, `replace` (never two copies), `blue-green` or `canary`. With `release: {hold: true}` a new version
            waits beside the old until it is promoted; a routed service with `replace` can not.
        20. **One namespace.** Services, jobs and resources share names of `a-z`, `0-9` and `-`, beginning with a letter, of at most 40
            characters. `edge environment release app domain secret ssm stack extras` are reserved.
        21. **What a mere reference grants**: bucket and search readwrite; queue send and receive; config read; endpoint invoke; GPU job
            submit, describe and cancel; postgres, redis and services the network only. A volume is granted by `mounts`. `uses` is a list,
            or a map of names and levels (`read write readwrite send receive start`), for buckets with a prefix behind.
        22. **A release is atomic.** Where one roll-out fails, services that moved in the same deploy go back too.
        23. **Create jobs** never run by themselves where a resource that they link to exists already or is restored.
        24. `route`: `/path` answers for any host, `host` or `host/path` for that one. The longest path wins, whatever the order in the
            file. With a `domain`, certificates and records are made for the hosts under it.
        25. An environment is protected where its `release` has `from`, `approve` or `hold`, unless `protect` says otherwise.
        26. `security` is `standard` (encrypted, private, least privilege), `strict` (meets every applicable control, and refuses what
            does not) or `dev`; `except` names controls that do not apply, each with its reason.
        27. **The URL of a service**: of one with a route the public one, as text, which is no link; of any other `http://` and its
            address inside.

        """;
}
