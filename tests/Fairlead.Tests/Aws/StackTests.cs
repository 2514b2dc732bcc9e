using Fairlead.Aws.CloudFormation;
using Fairlead.Tests.Support;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Tests.Aws;

/// <summary>Values and stacks: literal text stays text, the same content is the same bytes.</summary>
public class StackTests
{
    [Fact]
    public void A_stack_renders_as_compact_json_by_name()
    {
        var stack = new Stack("shop-prod-web") { Description = "web of shop (prod)" };
        stack.Add(new StackResource("Queue", "AWS::SQS::Queue", Map(
            ("VisibilityTimeout", 30), ("KmsMasterKeyId", null), ("FifoQueue", true))) { DeletionPolicy = DeletionPolicy.Retain });
        stack.Add(
            new StackResource("Group", "AWS::Logs::LogGroup", MapValue.Empty) { DependsOn = ["Queue"],
                DeletionPolicy = DeletionPolicy.Delete });
        stack.Add(new StackParameter("Count") { Default = "0", Source = new LiveValue() });
        stack.Add(new StackOutput("Url", Ref("Queue")));

        Text(stack).ShouldBe("""
            {"AWSTemplateFormatVersion":"2010-09-09","Description":"web of shop (prod)","Parameters":{"Count":{"Default":"0","Type":
            "String"}},
            "Resources":{"Group":{"DeletionPolicy":"Delete","DependsOn":["Queue"],"Type":"AWS::Logs::LogGroup","UpdateReplacePolicy":
            "Delete"},
            "Queue":{"DeletionPolicy":"RetainExceptOnCreate","Properties":{"FifoQueue":true,"VisibilityTimeout":30},"Type":
            "AWS::SQS::Queue","UpdateReplacePolicy":"Retain"}},
            "Outputs":{"Url":{"Value":{"Ref":"Queue"}}}}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void The_order_in_which_a_stack_is_filled_changes_no_byte()
    {
        static Stack Filled(params int[] order)
        {
            var stack = new Stack("s");
            foreach (var i in order)
            {
                stack.Add(new StackResource($"R{i}", "AWS::SNS::Topic", Map(
                    order[0] < order[1] ? [("A", i), ("B", 2)] : [("B", 2), ("A", i)])));
                stack.Add(new StackOutput($"O{i}", Ref($"R{i}")));
            }

            return stack;
        }

        Text(Filled(1, 2, 3)).ShouldBe(Text(Filled(3, 1, 2)));
    }

    [Fact]
    public void What_was_rendered_reads_back_the_same()
    {
        var stack = new Stack("s") { Description = "a" };
        stack.Add(new StackParameter("P", "CommaDelimitedList") { Default = "a,b" });
        stack.AddCondition("Creating", IsEqual(Ref("P"), "x"));
        stack.Add(new StackResource("A", "AWS::SNS::Topic", Map(
            ("T", Concat("a-", Region, "-b")), ("U", If("Creating", 1.5, None)),
            ("V", SecretKey(Ref("A"), "password")))) { Condition = "Creating", DependsOn = ["B"], DeletionPolicy = DeletionPolicy.Snapshot,
                Metadata = Map(("why", "x")) });
        stack.Add(new StackResource("B", "AWS::SNS::Topic",
            Map(("L", List("a", true, GetAtt("A", "Arn"), Select(1, CallValue.Create("Fn::GetAZs", "")))))));
        stack.Add(new StackOutput("O", GetAtt("A", "TopicArn")) { Description = "d" });

        var read = StackReader.Read("s", StackJson.Render(stack), out var fault).ShouldNotBeNull(fault);
        Text(read).ShouldBe(Text(stack));
        read.Find("A").ShouldBe(stack.Find("A")! with { DependsOn = read.Find("A")!.DependsOn });
        StackReader.Read("s", StackJson.Render(stack, indented: true), out _)!.Find("B")!.Properties.ShouldBe(stack.Find("B")!.Properties);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"Resources\": {\"A\": {}}}")]
    [InlineData("{\"Resources\": {\"A\": {\"Type\": \"T\", \"Properties\": []}}}")]
    [InlineData("{\"Resources\": {\"A\": {\"Type\": \"T\", \"Properties\": {\"a\": null}}}}")]
    [InlineData("{\"Outputs\": {\"A\": {}}}")]
    [InlineData("{\"Conditions\": {\"A\": true}}")]
    [InlineData("{\"Resources\": {\"A\": {\"Type\": \"T\", \"Properties\": {\"a\": {\"Ref\": \"b\", \"c\": 1}}}}}")]
    [InlineData("Resources:")]
    public void What_is_no_template_is_said_so(string text)
    {
        StackReader.Read("broken", Encoding.UTF8.GetBytes(text), out var fault).ShouldBeNull();
        fault.ShouldNotBeNull().ShouldStartWith("broken is not a CloudFormation template");
    }

    [Fact]
    public void Any_text_arrives_as_it_is_and_never_as_a_function() => Prop.ForAll(
        Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Where(s => s is not null && IsWellFormed(s)),
            Gen.Elements("${AWS::AccountId}", "{\"Ref\": \"X\"}", "Fn::Sub", "Ref", "$(id)", "\"", "a\nb", "\u2028", "😀", "{{ resolve }}",
                "{{resolved:x}}", "!Ref X", "\\")).ToArbitrary(),
        text =>
        {
            var stack = new Stack("s");
            stack.Add(new StackResource("R", "T", Map(
                ("A", text), ("B", Concat(text, Ref("R"))), ("C", MapValue.FromTexts([new("key", text)])))));
            using var json = JsonDocument.Parse(StackJson.Render(stack));
            var properties = json.RootElement.GetProperty("Resources").GetProperty("R").GetProperty("Properties");
            properties.GetProperty("A").GetString().ShouldBe(text);
            properties.GetProperty("C").GetProperty("key").GetString().ShouldBe(text);
            if (text.Length > 0)
            {
                properties.GetProperty("B").GetProperty("Fn::Join")[1][0].GetString().ShouldBe(text);
            }
        }).Check(Tries.Few);

    [Theory]
    [InlineData("{{resolve:ssm:/x}}")]
    [InlineData("a {{ RESOLVE:secretsmanager:x}} b")]
    [InlineData("{{{resolve:ssm:/x}}")]
    public void A_dynamic_reference_is_no_text(string text)
    {
        Should.Throw<InvalidOperationException>(() => (Value)text);
        Should.Throw<InvalidOperationException>(() => Concat(text[..4], text[4..]));
        Should.Throw<InvalidOperationException>(() => new Stack("s").Add(new StackParameter("P") { Default = text }));
        Should.Throw<InvalidOperationException>(() => Concat(Ref("A"), Concat(text[..3], text[3..])));
    }

    [Fact]
    public void A_secret_of_ours_is_put_in_by_cloudformation()
    {
        Json(SecretKey(Ref("Secret"), "password"))
            .ShouldBe("""{"Fn::Join":["",["{{resolve:secretsmanager:",{"Ref":"Secret"},":SecretString:password}}"]]}""");
        Json(Concat("a", SecretKey("name", "k"), Ref("B")))
            .ShouldBe("""{"Fn::Join":["",["a{{resolve:secretsmanager:name:SecretString:k}}",{"Ref":"B"}]]}""");
    }

    [Theory]
    [InlineData("Ref")]
    [InlineData("Fn::Sub")]
    [InlineData("Fn::Transform")]
    [InlineData("Transform")]
    public void Keys_that_read_as_functions_are_refused(string key)
    {
        MapValue.IsPlainKey(key).ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => MapValue.FromTexts([new(key, "x")]));
        Should.Throw<InvalidOperationException>(() => Map((key, "x")));
    }

    [Fact]
    public void Known_texts_become_one_and_joins_are_flat()
    {
        Concat("a", "b", "").ShouldBe(new TextValue("ab"));
        Concat().ShouldBe(new TextValue(""));
        Json(Concat("a", Concat("b", Region), "c")).ShouldBe("""{"Fn::Join":["",["ab",{"Ref":"AWS::Region"},"c"]]}""");
        Json(Arn("sqs", "jobs"))
            .ShouldBe(
            """{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":sqs:",{"Ref":"AWS::Region"},":",{"Ref":"AWS::AccountId"},":jobs"]]}""");
    }

    [Fact]
    public void Maps_are_found_changed_and_compared_by_key()
    {
        var map = Map(("b", 2), ("a", 1), ("c", null));
        map.Count.ShouldBe(2);
        map["a"].ShouldBe(new NumberValue(1));
        map["z"].ShouldBeNull();
        map.With(("a", null), ("d", 4)).ShouldBe(Map(("d", 4), ("b", 2)));
        map.ShouldBe(Map(("a", 1), ("b", 2)));
        map.GetHashCode().ShouldBe(Map(("a", 1), ("b", 2)).GetHashCode());
        map.ShouldNotBe(Map(("a", 1), ("b", 3)));
        Should.Throw<InvalidOperationException>(() => Map(("a", 1), ("a", 2)));
    }

    [Fact]
    public void Json_inside_a_text_keeps_functions_outside()
    {
        var value = EncodedJson.Encode(Map(
            ("Name", "a\"b"), ("Arn", GetAtt("X", "Arn")), ("Wait", 5), ("Path", Concat("s3://", Ref("B"), "/\"q\"")), ("Is", true),
            ("L", List(1.5, "x"))));
        Json(value).ShouldBe("""
            {"Fn::Join":["",["{\"Arn\":\"",{"Fn::GetAtt":["X","Arn"]},"\",\"Is\":true,\"L\":
            [1.5,\"x\"],\"Name\":\"a\\\"b\",\"Path\":\"s3://",{"Ref":"B"},"/\\\"q\\\"\",\"Wait\":5}"]]}
            """.ReplaceLineEndings(""));
        ((TextValue)EncodedJson.Encode(Map(("a", List("b"))))).Text.ShouldBe("""{"a":["b"]}""");
    }

    internal static string Json(Value value)
    {
        using var stream = new MemoryStream();
        using (var writer =
            new Utf8JsonWriter(stream,
            new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            StackJson.Write(writer, value);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Text(Stack stack) => Encoding.UTF8.GetString(StackJson.Render(stack));

    private static bool IsWellFormed(string text) => text == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) && !text.Contains("{{");
}
