/** Wires the collector: database, ingest, endpoint and pages, in the order of the flow. */
@NullMarked
package eu.releve.cloud;

import org.jspecify.annotations.NullMarked;
