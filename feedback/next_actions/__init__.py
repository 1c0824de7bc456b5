"""What a salesperson has planned to do next for a deal, and on which day."""
