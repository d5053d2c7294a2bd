/** Speaks MQTT with gateways: hands their batches to ingest and brings their receipts back. */
@NullMarked
package eu.releve.cloud.mqtt;

import org.jspecify.annotations.NullMarked;
