// The app of bench/app 3, as AWS's CDK says it: one stack, everything by its own constructs and with its own defaults.
const cdk = require('aws-cdk-lib');
const acm = require('aws-cdk-lib/aws-certificatemanager');
const ec2 = require('aws-cdk-lib/aws-ec2');
const ecs = require('aws-cdk-lib/aws-ecs');
const elb = require('aws-cdk-lib/aws-elasticloadbalancingv2');
const logs = require('aws-cdk-lib/aws-logs');
const rds = require('aws-cdk-lib/aws-rds');
const route53 = require('aws-cdk-lib/aws-route53');
const targets = require('aws-cdk-lib/aws-route53-targets');
const ssm = require('aws-cdk-lib/aws-ssm');

const app = new cdk.App();
const stack = new cdk.Stack(app, 'bench-production');
const domainName = 'bench.example.org';

const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
const cluster = new ecs.Cluster(stack, 'Cluster', { vpc, defaultCloudMapNamespace: { name: 'production.bench' } });
const db = new rds.DatabaseInstance(stack, 'Db', {
  vpc,
  databaseName: 'bench',
  engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_16 }),
  instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MICRO),
  allocatedStorage: 20,
  storageType: rds.StorageType.GP3,
  storageEncrypted: true,
  backupRetention: cdk.Duration.days(7),
  deletionProtection: true,
});

const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0000000000000000000', zoneName: 'example.org' });
const certificate = new acm.Certificate(stack, 'Certificate', { domainName, validation: acm.CertificateValidation.fromDns(zone) });
const balancer = new elb.ApplicationLoadBalancer(stack, 'Balancer', { vpc, internetFacing: true, dropInvalidHeaderFields: true });
balancer.addRedirect();
const listener = balancer.addListener('Https', { port: 443, certificates: [certificate], sslPolicy: elb.SslPolicy.TLS13_RES });
new route53.ARecord(stack, 'Record', { zone, recordName: domainName, target: route53.RecordTarget.fromAlias(new targets.LoadBalancerTarget(balancer)) });

const sessionKey = ssm.StringParameter.fromSecureStringParameterAttributes(stack, 'SessionKey', { parameterName: '/bench/production/SESSION_KEY' });
const services = [1, 2, 3].map((i) => {
  const definition = new ecs.FargateTaskDefinition(stack, `S${i}Definition`, { cpu: 256, memoryLimitMiB: 512 });
  definition.addContainer('app', {
    image: ecs.ContainerImage.fromRegistry('example.com/app:1'),
    portMappings: [{ containerPort: i === 1 ? 8080 : 9000 }],
    environment: { API_ADDRESS: 's2.production.bench:9000' },
    secrets: { DATABASE_PASSWORD: ecs.Secret.fromSecretsManager(db.secret, 'password'), SESSION_KEY: ecs.Secret.fromSsmParameter(sessionKey) },
    logging: ecs.LogDrivers.awsLogs({ streamPrefix: `s${i}`, logRetention: logs.RetentionDays.ONE_MONTH }),
  });
  const service = new ecs.FargateService(stack, `S${i}`, {
    cluster,
    taskDefinition: definition,
    desiredCount: i === 1 ? 2 : 1,
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
    enableExecuteCommand: true,
    cloudMapOptions: i === 2 ? { name: 's2', dnsTtl: cdk.Duration.seconds(5) } : undefined,
  });
  service.connections.allowTo(db, ec2.Port.tcp(5432));
  return service;
});
services.filter((_, i) => i !== 1).forEach((s) => s.connections.allowTo(services[1], ec2.Port.tcp(9000)));
listener.addTargets('S1', { port: 8080, protocol: elb.ApplicationProtocol.HTTP, targets: [services[0]], healthCheck: { path: '/up' } });
