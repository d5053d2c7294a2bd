/** How a gateway gets its certificate: a claim code once, and itself from then on (RFC 7030). */
@NullMarked
package eu.releve.provisioning.enrol;

import org.jspecify.annotations.NullMarked;
