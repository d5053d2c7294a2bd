/** Site plans on their way to gateways: who vouches for them, and what became of them. */
@NullMarked
package eu.releve.provisioning.push;

import org.jspecify.annotations.NullMarked;
