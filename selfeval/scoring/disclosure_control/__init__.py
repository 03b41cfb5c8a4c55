"""Statistical disclosure control: recoding, suppression, rounding, and the attacks they must withstand."""
