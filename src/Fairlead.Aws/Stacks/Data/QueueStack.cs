using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Data;

/// <summary>A queue on SQS, where what is received in vain goes, and who is told when messages are not received.</summary>
internal static class QueueStack
{
    private const int LongestKeep = 1209600;

    public static Stack Make(StackScope scope, Queue queue)
    {
        var stack = scope.NewStack(queue.Name);
        Add(stack, queue, "Queue", KnownNames.NameOf(scope, queue), Map(
            ("DelaySeconds", Seconds(queue.Delay)), ("MessageRetentionPeriod", Seconds(queue.Keep)), ("ReceiveMessageWaitTimeSeconds", Seconds(queue.Poll)),
            ("RedrivePolicy", Redrive(scope, stack, queue)), ("VisibilityTimeout", Seconds(queue.Visibility))));
        AddAlarms(scope, stack, queue);
        stack.Add(new StackOutput("Name", GetAtt("Queue", "QueueName")));
        stack.Add(new StackOutput("Arn", GetAtt("Queue", "Arn")));
        return stack;
    }

    private static int Seconds(TimeSpan time) => (int)time.TotalSeconds;

    private static void Add(Stack stack, Queue queue, string id, string name, MapValue properties)
    {
        // Who sends need not think of an id for each message of a fifo queue: equal messages within five minutes are one.
        stack.Add(new StackResource(id, "AWS::SQS::Queue", properties.With(
            ("ContentBasedDeduplication", queue.Fifo ? (Value)true : null), ("FifoQueue", queue.Fifo ? (Value)true : null), ("QueueName", name), ("SqsManagedSseEnabled", true)))
        {
            DeletionPolicy = queue.Protect ? DeletionPolicy.Retain : DeletionPolicy.Delete,
            Cause = queue.Origin.Name,
        });
        stack.Add(new StackResource($"{id}Policy", "AWS::SQS::QueuePolicy", Map(
            ("PolicyDocument", Policy.Document([Rights.DenyPlain("sqs", GetAtt(id, "Arn"))])), ("Queues", List(Ref(id))))) { Cause = queue.Origin.Name });
    }

    private static MapValue? Redrive(StackScope scope, Stack stack, Queue queue)
    {
        if (queue.DeadLetter is not { } dead)
        {
            return null;
        }

        if (dead.Queue is null)
        {
            // A message's age counts from when it was first sent: it is kept as long as can be.
            Add(stack, queue, "Dead", KnownNames.DeadLetterNameOf(scope, queue), Map(("MessageRetentionPeriod", LongestKeep)));
        }

        return Map(("deadLetterTargetArn", dead.Queue is { } other ? scope.ImportOutputOf(stack, other, "Arn") : GetAtt("Dead", "Arn")), ("maxReceiveCount", dead.After));
    }

    // Somebody is told of each dead letter; of others when half of the time is over after which they would be dropped.
    private static void AddAlarms(StackScope scope, Stack stack, Queue queue)
    {
        if (queue.DeadLetter is { Queue: null })
        {
            AddAlarm(scope, stack, queue, ("DeadLetters", "Dead", "ApproximateNumberOfMessagesVisible", 0));
        }

        AddAlarm(scope, stack, queue, scope.App.Resources.OfType<Queue>().Any(q => q.DeadLetter?.Queue == queue.Name)
            ? ("DeadLetters", "Queue", "ApproximateNumberOfMessagesVisible", 0)
            : ("Waiting", "Queue", "ApproximateAgeOfOldestMessage", Seconds(queue.Keep) / 2));
    }

    private static void AddAlarm(StackScope scope, Stack stack, Queue queue, (string Id, string Of, string Metric, int Above) alarm)
    {
        // A dead-letter queue with one of its own has both.
        var id = stack.Find(alarm.Id) is null ? alarm.Id : $"{alarm.Id}Here";
        stack.Add(new StackResource(id, "AWS::CloudWatch::Alarm", Map(
            ("AlarmActions", List(scope.ImportOutput(stack, "Alerts"))), ("ComparisonOperator", "GreaterThanThreshold"), ("Dimensions", List(Map(("Name", "QueueName"), ("Value", GetAtt(alarm.Of, "QueueName"))))),
            ("EvaluationPeriods", 1), ("MetricName", alarm.Metric), ("Namespace", "AWS/SQS"), ("Period", 300), ("Statistic", "Maximum"), ("Threshold", alarm.Above), ("TreatMissingData", "notBreaching")))
        {
            Cause = queue.Origin.Name,
        });
    }
}
