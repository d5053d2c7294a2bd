/** Publishes the journal's batches over MQTT and takes the collector's receipts. */
@NullMarked
package eu.releve.edge.publish;

import org.jspecify.annotations.NullMarked;
