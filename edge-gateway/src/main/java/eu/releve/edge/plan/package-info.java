/** Chooses the cheapest requests for a meter's registers, and reckons what they cost their bus. */
@NullMarked
package eu.releve.edge.plan;

import org.jspecify.annotations.NullMarked;
