/** Takes batches from any transport, sees to it that each is stored once, and answers receipts. */
@NullMarked
package eu.releve.cloud.ingest;

import org.jspecify.annotations.NullMarked;
