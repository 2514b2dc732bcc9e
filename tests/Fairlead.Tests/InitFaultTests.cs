using System.Globalization;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>
/// What goes wrong where somebody else's project is read, by number: the folder of tests/init that shows the kind in several forms, what
/// has to stand in the file or in what is said (two spaces before a key are part of it), and what must not (after '!').
/// </summary>
public sealed class InitFaultTests
{
    private static readonly (int Number, string Case, string[] Signs)[] Faults =
    [
        (1, "stores-stay-inside", ["site is public on port 8080", "!  db:\n    port: 3306\n    route", "  vectors: {type: redis"]),
        (2, "passwords-by-their-names", ["      RABBITMQ_PASSWORD: ${secret}\n", "RABBITMQ_DEFAULT_PASS: ${secret.RABBITMQ_PASSWORD}"]),
        (3, "two-kinds-of-databases",
            ["MYSQL_DATABASE: shop", "MARIADB_DATABASE: postgres", "DB_DATABASE: shop", "POSTGRES_DB: ${pg.name}"]),
        (4, "keys-that-others-issue",
            ["MEILI_MASTER_KEY: generate", "!OPENAI_API_KEY: generate", "!GITHUB_CLIENT_SECRET: generate", "  mq:  #"]),
        (5, "only-some-have-to-be-set", ["asked for at the first deploy: MUST\n", "COLOUR: blue", "C: \"\"", "  B: optional"]),
        (6, "ports-of-unknown-hosts", ["    port: 3001\n    route: /", "    port: 4000"]),
        (7, "override-and-others", ["    port: 8000\n    route: /", "B: over", "compose.prod.yaml: not read",
            "docker/compose.yaml: not read"]),
        (8, "checks-as-texts", ["[sh, -c, \"pgrep -f x || exit 1\"]", "[sh, -c, \"pgrep y\"]", "health: /up"]),
        (9, "checks-of-public-services", ["route: /\n    health: {command: [./check], interval: 20s, timeout: 10s, grace: 6m}"]),
        (10, "checks-that-have-time", ["{path: /x, interval: 30s, grace: 5m}", "{path: /x, grace: 3m}", "health: /x\n"]),
        (11, "checks-that-are-no-paths", ["curl -u $U:$P http://localhost:8080/rest", "curl -f localhost:2019/metrics", "!path: /rest"]),
        (12, "secrets-in-a-check", ["db\n", "the check: its command holds a secret", "exit 3"]),
        (13, "logins-whole-or-not", ["${db.user}", "${db.name}", "${db.password}", "!hello"]),
        (14, "urls-of-other-spellings", ["psql://${db.user}", "pgsql://${db.user}", "REPORTS_URL tells of a MySQL"]),
        (15, "passwords-of-other-spellings", ["DB_PASSWD: ${db.password}", "DBPASSWORD: ${db.password}", "PGPASSWORD: ${db.password}"]),
        (16, "migrations-run-in-the-app", ["    image: web\n    command: npm run migration:run", "migrations: migrations"]),
        (17, "what-ends-is-a-job", ["jobs:\n  migrator:", "  warm:\n    command: ./warm\n    when: after-deploy",
            "  worker:\n    image: web"]),
        (18, "programs-on-a-database-image",
            ["  db-backup: backup", "!db-backup: {type", "!db-backup: postgres", "  db-backup:\n    uses: [db]"]),
        (19, "the-front-by-its-words", ["shop-web is public"]),
        (20, "the-port-of-the-web", ["port: 80  # compose.yaml also opens 25", "port: 80  # compose.yaml also opens 22", "port: 9001"]),
        (21, "names-that-change", ["--api http://web:8080 --queue my-db:5432", "'app' in compose.yaml", "it is called my-db here",
            "/data: data"]),
        (22, "names-with-dots", ["discovery.type: single-node", "the variable bad name"]),
        (23, "keys-without-counterpart",
            ["working_dir, network_mode, gpus, devices, configs, extra_hosts, shm_size, cap_add, privileged, pid", "53:53/udp", "dns: no"]),
        (24, "routes-of-labels", ["route: ${domain}\n", "route: ${domain}/api", "route: docs.${domain}"]),
        (25, "files-of-secrets", ["DB_PASSWORD: ${db.password}", "API_KEY: ${secret}", "the app has to read that", "!/run/secrets/db"]),
        (26, "profiles-of-all", ["only with the profile legacy", "only with the profile test", "it has the profile default"]),
        (27, "images-of-unknown-versions", ["set VERSION in .env", "exit 1", "!wrote"]),
        (28, "dockerfiles-in-several-forms", ["  worker:\n    command: work", "4/fpm/Dockerfile  another way", "!\n  4"]),
        (29, "containers-of-an-editor", ["there is no Dockerfile", "exit 1"]),
        (30, "fastcgi-behind-a-server", ["nginx is public on port 80", "the file nginx.conf", "exit 3"]),
        (31, "sizes-between-those-of-fargate", ["memory: 512M  # 256M", "memory: 2G  # cpu 1 and 1G", "memory: 20G"]),
        (32, "keys-for-aws", ["environments:\n  local:\n    services:\n      web:\n        env:\n          AWS_ACCESS_KEY_ID: ${secret}"]),
        (33, "many-variables", ["SETTING_59: v59", "OPTION_59_TOKEN: optional", "!asked for"]),
        (34, "redis-by-host-and-port", ["tls: false}  # the app takes host and port", "  jobs: {type: redis, version: 7}"]),
        (35, "versions-of-the-past", ["version: 11}", "version: 6}", "no longer made"]),
        (36, "names-of-secrets-are-none", ["MYSQL_ROOT_PASSWORD: generate", "MYSQL_ALLOW_EMPTY_PASSWORD: true"]),
        (37, "comments-in-examples", ["X: ${secret}", "!leave empty", "Z: a#b", "W: q"]),
        (38, "words-that-mislead",
            ["PASSWORD_RESET_DISABLED: 1", "MAX_TOKENS: 4096", "NEXT_PUBLIC_API_KEY: abc", "ROOT_PASSWORD: ${secret}"]),
        (39, "ports-in-variables", ["port: 8000", "port: 4000", "port: 8082"]),
        (40, "hosts-under-other-names", ["${mq.host}", "RedisConnectionString: ${cache.host}", "QueueDriver: mq"]),
        (41, "links-that-code-makes", ["uses: [db, api]", "DB_HOST: ${db.host}", "uses: [api]"]),
        (42, "databases-with-more", ["image: \"ghcr.io/immich-app/postgres:14-vectorchord0.3\"", "on AWS it is a plain postgres",
            "plain redis"]),
        (43, "projects-below-the-context", ["command: alembic upgrade head", "backend/.env.example: 1 variable\n"]),
        (44, "nothing-but-a-procfile", ["there is a Procfile", "write a Dockerfile"]),
    ];

    public static TheoryData<string> Numbers() => [.. Faults.Select(f => $"Fault_{f.Number:00}_{f.Case.Replace('-', '_')}")];

    // What init writes and says is held by the case itself; here is what of it must never be another.
    [Theory]
    [MemberData(nameof(Numbers))]
    public void Fault(string test)
    {
        var (_, name, signs) = Faults.Single(f => f.Number == int.Parse(test.Split('_')[1], CultureInfo.InvariantCulture));
        var folder = Repository.Path("tests", "init", name);
        var file = Path.Combine(folder, "fairlead.yaml");
        var all = (File.Exists(file) ? File.ReadAllText(file) : "") + File.ReadAllText(Path.Combine(folder, "said.txt"));
        foreach (var sign in signs)
        {
            all.Contains(sign.TrimStart('!'), StringComparison.Ordinal).ShouldBe(sign[0] != '!', $"{sign}\n{all}");
        }
    }

    [Fact]
    public void Every_fault_has_a_case() => Faults.Select(f => f.Number).ShouldBe(Enumerable.Range(1, 44));

    [Fact]
    public async Task Fault_36_the_names_of_secrets_are_none()
    {
        var place = Directory.CreateTempSubdirectory("fairlead-names-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(place.FullName, "fairlead.yaml"), """
                app: x
                images: {web: {use: "nginx:1"}}
                secrets: {DB_PASSWORD: generate, OTHER_PASSWORD: {existing: shop/password}}
                services:
                  web:
                    port: 80
                    route: /
                    env: {A: "${secret.DB_PASSWORD}", B: "${secret.OTHER_PASSWORD}", MYSQL_ALLOW_EMPTY_PASSWORD: "true"}
                environments: {prod: {region: eu-west-1}}
                """);
            using var run = new CommandRun(place.FullName);
            (await run.Run("check", "-e", "prod")).ShouldBe(0, run.Error);
            run.Error.ShouldNotContain("FL041");
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }
}
