# What the NHS R package NHSRplotthedots says of the series in nhs_charts.csv: mean and limits of each part
# between two breaks, and the points that it marks. Its results are kept in nhs_charts_expected.csv, so that
# the tests need no R.
#
#   Rscript nhs_charts.R FOLDER
#
# FOLDER holds the package's sources R/ptd_spc_standard.R and R/ptd_calculate_point_type.R, which do all the
# arithmetic (https://github.com/nhs-r-community/NHSRplotthedots; made with the commits 090abfa and 09c4d14,
# dplyr 1.0.10, R 4.2.2). `ptd_spc()` of the installed package puts the same two behind one another.
suppressPackageStartupMessages(library(dplyr))
library(rlang, include.only = c(".data", "%||%"))
folder <- commandArgs(trailingOnly = TRUE)[1]
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
source(file.path(folder, "ptd_spc_standard.R"))
source(file.path(folder, "ptd_calculate_point_type.R"))

given <- read.csv(file.path(here, "nhs_charts.csv"), stringsAsFactors = FALSE)
charts <- lapply(unique(given$series), function(name) {
  one <- given[given$series == name, ]
  one$day <- as.Date("2020-01-01") + 30 * seq_len(nrow(one))
  options <- list(value_field = "value", date_field = "day", screen_outliers = TRUE)
  out <- suppressWarnings(ptd_calculate_point_type(ptd_spc_standard(one, options), 0))
  data.frame(
    series = name,
    part = out$rebase_group,
    mean = sprintf("%.10g", out$mean),
    low = sprintf("%.10g", out$lpl),
    high = sprintf("%.10g", out$upl),
    outside = as.integer(out$outside_limits),
    special = out$special_cause_flag
  )
})
write.csv(do.call(rbind, charts), file.path(here, "nhs_charts_expected.csv"), row.names = FALSE, quote = FALSE)
