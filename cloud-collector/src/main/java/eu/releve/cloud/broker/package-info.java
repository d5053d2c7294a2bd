/** Takes what gateways publish at a broker: the way into ingest for collectors that share one. */
@NullMarked
package eu.releve.cloud.broker;

import org.jspecify.annotations.NullMarked;
