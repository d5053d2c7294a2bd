/** The collector's certificate authority: signs for gateways and for the collector itself. */
@NullMarked
package eu.releve.cloud.authority;

import org.jspecify.annotations.NullMarked;
