import { readTelemetryConfig } from './config.ts';
import { startTelemetry } from './start.ts';

// `node --import @rollcall/telemetry/register main.ts`: tracing stands before the first import of the app.
startTelemetry(readTelemetryConfig());
