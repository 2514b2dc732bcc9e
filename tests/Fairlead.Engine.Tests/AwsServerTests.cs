using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>Buckets, queues and documents, as a service sees them through AWS's own SDK.</summary>
public class AwsServerTests
{
    // The image brings the SDK along; nothing but the variables of its environment tells the service where to go.
    private const string App = """
        app: APP
        images: {app: {use: "kibertoad/fauxqs:2.4.1"}}
        secrets: {TOKEN: generate}
        services:
          main:
            entrypoint: sh -c
            command: ["exec node -e 'setInterval(() => {}, 9e9)'"]
            stop: 1s
            uses: [in-order, own]
            env: {BUCKET: "${files.name}", QUEUE: "${work.url}", DEAD: "${dead.name}", DOCUMENT: "${settings.name}"}
          other: {extends: main, uses: null, env: {BUCKET: null, QUEUE: null, DEAD: null, DOCUMENT: null}}
        resources:
          files: {type: bucket, cors: [{origins: ["https://pages.example.org"], methods: [PUT]}]}
          work: {type: queue, name: "${environment.name}-work", visibility: 0s, keep: 14d, dead_letter: {queue: dead, after: 5}}
          dead: queue
          own: {type: queue, dead_letter: {after: 2}}
          in-order: {type: queue, fifo: true}
          settings: {type: config, values: {TOKEN: "${secret}", WORK: "${work.name}", SAYS: "one"}}
        """;

    private const string Clients = """
        import * as s3 from "@aws-sdk/client-s3"; import * as sqs from "@aws-sdk/client-sqs";
        const S3 = new s3.S3Client({}), SQS = new sqs.SQSClient({}), { BUCKET, QUEUE, DEAD } = process.env, say = console.log;
        const call = (client, command) => client.send(command);

        """;

    [EngineFact]
    public async Task Row_089_090_091_a_message_received_in_vain_is_a_dead_letter_after_the_set_number()
    {
        await using var app = await new TestApp(App).Deployed();
        (await Node(app, """
            const { QueueUrl } = await call(SQS, new sqs.GetQueueUrlCommand({ QueueName: "local-work" }));
            say(QueueUrl === QUEUE);
            const { Attributes: a } = await call(SQS, new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
            say(a.VisibilityTimeout, a.MessageRetentionPeriod);
            await call(SQS, new sqs.SendMessageCommand({ QueueUrl, MessageBody: "bad" }));
            let times = 0;
            while ((await call(SQS, new sqs.ReceiveMessageCommand({ QueueUrl }))).Messages?.length) times++;
            const dead = (await call(SQS, new sqs.GetQueueUrlCommand({ QueueName: DEAD }))).QueueUrl;
            say(times, (await call(SQS, new sqs.ReceiveMessageCommand({ QueueUrl: dead }))).Messages[0].Body);
            """)).ShouldBe("true\n0 1209600\n5 bad");

        // A queue without one of the file's own gets one; a fifo queue needs no id for each message.
        (await Node(app, """
            const { QueueUrls } = await call(SQS, new sqs.ListQueuesCommand({}));
            say(QueueUrls.map(u => u.split("/").pop().replace(/^t[0-9a-f]+-/, "")).sort().join(" "));
            const fifo = QueueUrls.find(u => u.endsWith(".fifo")), sent = { QueueUrl: fifo, MessageBody: "once", MessageGroupId: "g" };
            for (let i = 0; i < 2; i++) await call(SQS, new sqs.SendMessageCommand(sent));
            const got = await call(SQS, new sqs.ReceiveMessageCommand({ QueueUrl: fifo, MaxNumberOfMessages: 10 }));
            say(got.Messages.length);
            """)).ShouldBe("local-dead local-in-order.fifo local-own local-own-dead local-work\n1");

        // A changed queue keeps its messages.
        await Node(app, "await call(SQS, new sqs.SendMessageCommand({ QueueUrl: QUEUE, MessageBody: 'waits' }))");
        app.Change("visibility: 0s", "visibility: 60s");
        (await app.Run("plan")).Succeeds().Out.ShouldMatch("change +x-aws +aws +its buckets, queues or documents");
        (await app.Run("deploy")).Succeeds();
        (await Node(app, """
            const receive = async () => (await call(SQS, new sqs.ReceiveMessageCommand({ QueueUrl: QUEUE }))).Messages?.[0].Body;
            say(await receive(), await receive());
            """)).ShouldBe("waits undefined");
    }

    [EngineFact]
    public async Task Row_084_085_198_objects_are_put_signed_for_and_still_there_after_all_that_may_happen()
    {
        await using var app = await new TestApp(App).Deployed();
        (await Node(app, """
            const whole = Buffer.alloc(20 * 1024 * 1024, "x"), named = { Bucket: BUCKET, Key: "large" };
            const { UploadId } = await call(S3, new s3.CreateMultipartUploadCommand(named)), Parts = [];
            for (let i = 0; i < 4; i++) {
              const Body = whole.subarray(i * 5242880, (i + 1) * 5242880), PartNumber = i + 1;
              Parts.push({ PartNumber, ETag: (await call(S3, new s3.UploadPartCommand({ ...named, UploadId, PartNumber, Body }))).ETag });
            }
            await call(S3, new s3.CompleteMultipartUploadCommand({ ...named, UploadId, MultipartUpload: { Parts } }));
            say((await call(S3, new s3.HeadObjectCommand(named))).ContentLength);
            await call(SQS, new sqs.SendMessageCommand({ QueueUrl: QUEUE, MessageBody: "kept" }));
            """)).ShouldBe("20971520");

        // What a service signs can be opened there and by whoever is at this machine.
        var signed = await Node(app, """
            const { SignatureV4 } = await import("@smithy/signature-v4"), { createHash, createHmac } = await import("node:crypto");
            class Sha256 {
              constructor(key) { this.hash = key ? createHmac("sha256", key) : createHash("sha256"); }
              update(part) { this.hash.update(part); }
              async digest() { return new Uint8Array(this.hash.digest()); }
            }
            const at = new URL(process.env.AWS_ENDPOINT_URL_S3);
            const signer = new SignatureV4({ service: "s3", region: process.env.AWS_REGION, sha256: Sha256,
              credentials: { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY } });
            const { path, query } = await signer.presign({ method: "PUT", protocol: "http:", hostname: at.hostname, port: +at.port,
              path: `/${BUCKET}/by-page`, headers: { host: at.host }, query: {} });
            const url = `${at.origin}${path}?${new URLSearchParams(query)}`;
            await fetch(url, { method: "PUT", body: "inside" });
            say(url);
            """);
        var url = new Uri(signed);
        url.Host.ShouldBe("aws.localhost");
        (await Ask(HttpMethod.Get, url)).Text.ShouldBe("inside");
        (await Ask(HttpMethod.Put, url, "https://pages.example.org", "a page")).Origin.ShouldBe("https://pages.example.org");
        (await Ask(HttpMethod.Put, url, "https://other.example.org", "another")).Origin.ShouldBeNull();
        (await Ask(HttpMethod.Options, url, "https://pages.example.org")).Code.ShouldBe(200);
        (await Ask(HttpMethod.Options, url, "https://other.example.org")).Code.ShouldBe(403);

        const string There = """
            const message = await call(SQS, new sqs.ReceiveMessageCommand({ QueueUrl: QUEUE }));
            say((await call(S3, new s3.HeadObjectCommand({ Bucket: BUCKET, Key: "large" }))).ContentLength, message.Messages[0].Body);
            """;
        await app.Docker("restart", "-t", "5", app.Handle("x-aws"));
        await Waiting.Eventually(async () => (await app.Run("status", "--exit-code")).Code == 0);
        (await Node(app, There)).ShouldBe("20971520 kept");
        app.Change("after: 5", "after: 9");
        (await app.Run("deploy")).Succeeds();
        (await Node(app, There)).ShouldBe("20971520 kept");
        (await app.Run("down")).Succeeds().All.ShouldContain("x-aws: its data stays");
        (await app.Run("deploy")).Succeeds();
        (await Node(app, There)).ShouldBe("20971520 kept");
        (await app.Run("deploy")).Succeeds().Out.ShouldContain("nothing to do");

        (await app.Run("down", "--data", "--confirm", app.Name)).Succeeds();
        (await app.Run("deploy")).Succeeds();
        (await Node(app, "say((await call(S3, new s3.ListObjectsV2Command({ Bucket: BUCKET }))).KeyCount)")).ShouldBe("0");
    }

    [EngineFact]
    public async Task Row_198_the_variables_of_the_SDK_are_given_to_those_that_use_something()
    {
        await using var app = await new TestApp(App).Deployed();
        const string Variables = "env | grep ^AWS_ | cut -d= -f1 | sort | tr '\\n' ' '";
        (await app.Run("exec", "main", "--", "sh", "-c", Variables)).Succeeds().Out.Trim().ShouldBe(
            "AWS_ACCESS_KEY_ID AWS_DEFAULT_REGION AWS_ENDPOINT_URL AWS_ENDPOINT_URL_S3 AWS_REGION AWS_SECRET_ACCESS_KEY");
        (await app.Run("exec", "other", "--", "sh", "-c", Variables)).Succeeds().Out.Trim().ShouldBeEmpty();
        var status = (await app.Run("status")).Succeeds().Out;
        status.ShouldMatch(@"files +bucket");
        status.ShouldMatch(@"work +queue.*local-work");
    }

    [EngineFact]
    public async Task A_document_is_read_by_its_name_keeps_what_is_put_in_by_hand_and_renews_those_who_read_it()
    {
        await using var app = await new TestApp(App).Deployed();
        const string Read = """
            const ask = async (operation, body) => (await fetch(process.env.AWS_ENDPOINT_URL, { method: "POST",
              headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `secretsmanager.${operation}` },
              body: JSON.stringify(body) })).json();
            const read = async () => JSON.parse((await ask("GetSecretValue", { SecretId: process.env.DOCUMENT })).SecretString);

            """;
        (await Node(app, Read + "const d = await read(); say(process.env.DOCUMENT.split('/').pop(), d.TOKEN.length > 20, d.WORK, d.SAYS);"))
            .ShouldBe("settings true local-work one");
        (await Node(app, Read + """
            const SecretString = JSON.stringify({ ...await read(), MORE: "by hand" });
            await ask("PutSecretValue", { SecretId: process.env.DOCUMENT, SecretString });
            say((await read()).MORE, (await ask("GetSecretValue", { SecretId: "no-such" })).__type, (await ask("Rotate", {})).__type);
            """)).ShouldBe("by hand ResourceNotFoundException UnknownOperationException");

        var before = await app.Containers();
        app.Change("SAYS: \"one\"", "SAYS: \"two\"");
        (await app.Run("deploy")).Succeeds();
        (await Node(app, Read + "const d = await read(); say(d.SAYS, d.MORE);")).ShouldBe("two by hand");
        var after = await app.Containers();
        after.ShouldNotContain(app.Handle("main_1_1"));
        before.Intersect(after).ShouldContain(app.Handle("other_1_1"));
    }

    [EngineFact]
    public async Task A_kill_while_queues_are_made_is_gone_on_from()
    {
        await using var app = new TestApp(App);
        foreach (var call in new[] { 5, 8, 10, 12 })
        {
            (await app.DeployKilledAt(call)).Code.ShouldNotBe(0);
        }

        (await app.Run("deploy")).Succeeds();
        (await Node(app, "say((await call(SQS, new sqs.ListQueuesCommand({}))).QueueUrls.length)")).ShouldBe("5");
    }

    private static async Task<string> Node(TestApp app, string script)
    {
        var answer = await app.Run("exec", "main", "--", "node", "--input-type=module", "-e", Clients + script);
        return answer.Succeeds().Out.Trim().ReplaceLineEndings("\n");
    }

    private static async Task<(int Code, string Text, string? Origin)> Ask(
        HttpMethod method, Uri url, string? origin = null, string? body = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new UriBuilder(url) { Host = "127.0.0.1" }.Uri);
        request.Headers.Host = url.Authority;
        request.Content = body is null ? null : new StringContent(body);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "PUT");
        }

        using var answer = await http.SendAsync(request);
        var allowed = answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null;
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), allowed);
    }
}
