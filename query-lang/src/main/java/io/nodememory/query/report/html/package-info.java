/** The report as a page, section by section. */
package io.nodememory.query.report.html;
