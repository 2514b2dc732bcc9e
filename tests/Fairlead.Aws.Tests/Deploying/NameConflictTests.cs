using Fairlead.Aws.Tests.Endpoint.Stacks;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests.Deploying;

/// <summary>What CloudFormation finds of a change before it makes anything.</summary>
public class NameConflictTests
{
    private const string Bucket = "shop--production--files-111122223333";

    private static string File => ShopFile.Text(web: ", env: {FILES: \"${files.name}\"}", rest: "resources: {files: bucket}");

    [Fact]
    public async Task R07_a_name_that_is_taken_is_told_at_its_line_before_anything_is_made()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Buckets.Add(Bucket);
        var failure = (await Should.ThrowAsync<FailureException>(() => app.Apply(app.Read(File)))).Failure;
        failure.What.ShouldBe("files: Bucket (AWS::S3::Bucket) can not be made");
        failure.Why.ShouldBe($"Resource of type 'AWS::S3::Bucket' with identifier '{Bucket}' already exists.");
        failure.Place!.ToString().ShouldStartWith("fairlead.yaml:");
        failure.Next!.ShouldContain("existing: NAME");
        app.Aws.Parts.Stacks.Find("shop-production-files")!.Status.ShouldBe("REVIEW_IN_PROGRESS");

        // Nothing of it stands in the way of the next try.
        app.Aws.Parts.Buckets.Remove(Bucket);
        await app.Apply(app.Read(File));
    }

    [Fact]
    public async Task R07_Row_219_what_is_in_the_way_and_carries_this_environments_tags_is_taken_up_though_no_record_tells_of_it()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(File);
        await app.Apply(file);
        app.Aws.Parts.Buckets.Write(Bucket, "a.txt", "precious");
        await app.Destroy(file);

        // All that was on record is gone.
        app.Aws.Parts.Buckets.Add("fairlead-shop-eu-west-1-111122223333");
        await app.Apply(file);
        app.Events.OfType<Warned>().Select(w => w.Message)
            .ShouldContain($"{Bucket} is there already, with this environment's tags: it is taken up");
        app.Aws.Parts.Buckets.Find(new Uri($"http://s3/{Bucket}/a.txt")).ShouldBe("precious");
        app.Aws.Parts.Stacks.Find("shop-production-files")!.Resources["Bucket"].PhysicalId.ShouldBe(Bucket);
    }

    [Fact]
    public async Task A12_each_finding_is_told_at_its_line_and_warnings_stop_nothing()
    {
        await using var app = await AwsApp.Start();
        var file = ShopFile.Text(rest: "resources: {one: {type: queue, dead_letter: {after: 5}}, files: bucket}");
        app.Aws.Parts.Worker.Find("shop-production-files",
            new LiveFinding("Bucket", "BUCKET_EMPTINESS_VALIDATION", "not empty", Stops: false));
        app.Aws.Parts.Worker.Find("shop-production-one", new LiveFinding("Queue", "PROPERTY_VALIDATION", "too long")
        {
            Path = "/Properties/QueueName",
        });
        app.Aws.Parts.Worker.Find("shop-production-one", new LiveFinding("DeadLetterQueue", "PROPERTY_VALIDATION", "too short"));
        var failure = (await Should.ThrowAsync<FailureException>(() => app.Apply(app.Read(file)))).Failure;
        failure.What.ShouldBe("one: DeadLetterQueue (AWS::SQS::Queue) is not as CloudFormation takes it");
        failure.Place.ShouldNotBeNull();
        failure.Evidence.ShouldHaveSingleItem()
            .ShouldMatch(@"^fairlead\.yaml:\d+:\d+: Queue \(AWS::SQS::Queue\): too long \(at /Resources/Queue/Properties/QueueName\)$");
        app.Aws.Parts.Stacks.Find("shop-production-files").ShouldNotBeNull().Status.ShouldBe("CREATE_COMPLETE");
    }

    [Fact]
    public async Task A12_where_the_findings_may_not_be_read_the_message_is_of_use_all_the_same()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Buckets.Add(Bucket);
        app.Aws.Faults.From("DescribeEvents", 1, Endpoint.Core.CallFault.Denied("cloudformation:DescribeEvents"));
        var failure = (await Should.ThrowAsync<FailureException>(() => app.Apply(app.Read(File)))).Failure;
        failure.What.ShouldBe("CloudFormation does not take the template of shop-production-files");
        failure.Why.ShouldContain("AWS::EarlyValidation::ResourceExistenceCheck");
        failure.Evidence.ShouldHaveSingleItem().ShouldContain("cloudformation:DescribeEvents");
    }
}
